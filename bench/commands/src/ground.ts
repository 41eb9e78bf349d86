import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import type { Contender, Ground } from './contender.ts';

const SERVICES = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL'] as const;
export const PARTITIONS = 4;

/** The addresses of the servers. */
export type Services = Readonly<Record<(typeof SERVICES)[number], string>>;

/** Names and folders of one run of the bench: apart from all others, and gone after it. */
export class Grounds implements AsyncDisposable {
  readonly #run = `bench-${randomBytes(3).toString('hex')}`;
  readonly #directory = mkdtempSync(join(tmpdir(), 'metamorphosis-bench-'));
  readonly #services: Services;
  readonly #profileDirectory: string | undefined;
  #count = 0;

  constructor(services: Services, profileDirectory: string | undefined) {
    this.#services = services;
    this.#profileDirectory = profileDirectory;
  }

  /** Ground for one contender. */
  make({ stack }: Pick<Contender, 'stack'>): Ground {
    const name = `${this.#run}-${this.#count++}`;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...this.#services,
      NODE_ENV: 'production',
      METAMORPHOSIS_MODE: 'production',
      METAMORPHOSIS_SECRET: randomBytes(32).toString('hex'),
      METAMORPHOSIS_NAMESPACE: name,
      METAMORPHOSIS_PARTITIONS: String(PARTITIONS),
      METAMORPHOSIS_DATA: join(this.#directory, name),
      LOG_LEVEL: 'error',
      PORT: '0',
    };
    if (stack === 'embedded') for (const service of SERVICES) delete env[service];
    return {
      env,
      ...(this.#profileDirectory !== undefined && { profileDirectory: this.#profileDirectory }),
    };
  }

  /** Drops everything the contenders have made. */
  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#directory, { recursive: true, force: true });
    await Promise.all([this.#dropTopics(), this.#dropKeys(), this.#dropSchemas()]);
  }

  async #dropTopics(): Promise<void> {
    const brokers = this.#services.KAFKA_BROKERS.split(',');
    const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const mine = (name: string): boolean => name.startsWith(`${this.#run}-`);
    const topics = (await admin.listTopics()).filter(mine);
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const ids = groups.map(({ groupId }) => groupId).filter(mine);
    // A group that a broker still counts as busy goes with its topics, a little later.
    await admin.deleteGroups(ids).catch(() => undefined);
    await admin.disconnect();
  }

  async #dropKeys(): Promise<void> {
    const redis = new Redis(this.#services.REDIS_URL);
    const keys = redis.scanStream({ match: `${this.#run}-*`, count: 5_000 });
    for await (const some of keys as AsyncIterable<string[]>) {
      if (some.length > 0) await redis.unlink(...some);
    }
    redis.disconnect();
  }

  async #dropSchemas(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#services.DATABASE_URL });
    await client.connect();
    const prefix = `${this.#run}-`.replaceAll('-', '_');
    const { rows } = await client.query<{ name: string }>(
      'SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)',
      [prefix],
    );
    for (const { name } of rows) await client.query(`DROP SCHEMA "${name}" CASCADE`);
    await client.end();
  }
}
