import type { ServiceName } from '../../../tools/services/service.ts';
import type { Server } from '../bed/server.js';
import type { Servers } from '../bed/servers.js';
import type { Fault } from '../fault.js';

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function serverOf(servers: Servers | undefined, name: ServiceName): Server {
  if (!servers) throw new Error('this fault needs servers of its own');
  return servers[name];
}

const fault = (
  name: string,
  title: string,
  server: ServiceName,
  strike: (server: Server) => Promise<void>,
): Fault => ({ name, title, strike: ({ servers }) => strike(serverOf(servers, server)) });

/** Faults of Kafka, Redis and PostgreSQL. */
export const serverFaults: readonly Fault[] = [
  fault('broker-restarted', 'the broker is stopped and started', 'kafka', async (kafka) => {
    await kafka.stop();
    await kafka.start();
  }),
  fault('broker-killed', 'kill -9 of the broker, then its start', 'kafka', async (kafka) => {
    await kafka.kill();
    await kafka.start();
  }),
  fault(
    'redis-emptied',
    'kill -9 of Redis, then its start with nothing left',
    'redis',
    async (redis) => {
      await redis.kill();
      await redis.start();
    },
  ),
  fault(
    'redis-away',
    'Redis is away for 20 s, and comes back with nothing left',
    'redis',
    async (redis) => {
      await redis.kill();
      await rest(20_000);
      await redis.start();
    },
  ),
  fault('postgres-restarted', 'PostgreSQL is stopped and started', 'postgres', async (postgres) => {
    await postgres.stop();
    await postgres.start();
  }),
  fault(
    'postgres-killed',
    'kill -9 of PostgreSQL, then its start',
    'postgres',
    async (postgres) => {
      await postgres.kill();
      await postgres.start();
    },
  ),
];
