import type { ServiceName } from '../../../tools/services/service.ts';
import { Server } from './server.js';

/** Kafka, Redis and PostgreSQL of the suite's own. */
export class Servers implements AsyncDisposable {
  private constructor(private readonly all: Readonly<Record<ServiceName, Server>>) {}

  static async start(): Promise<Servers> {
    const [kafka, redis, postgres] = await Promise.all([
      Server.start('kafka'),
      Server.start('redis'),
      Server.start('postgres'),
    ]);
    return new Servers({ kafka, redis, postgres });
  }

  get kafka(): Server {
    return this.all.kafka;
  }

  get redis(): Server {
    return this.all.redis;
  }

  get postgres(): Server {
    return this.all.postgres;
  }

  /** The environment that leads the platform to them. */
  get env(): Readonly<Record<'KAFKA_BROKERS' | 'REDIS_URL' | 'DATABASE_URL', string>> {
    return {
      KAFKA_BROKERS: this.kafka.url,
      REDIS_URL: this.redis.url,
      DATABASE_URL: this.postgres.url,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Object.values(this.all).map((server) => server[Symbol.asyncDispose]()));
  }
}
