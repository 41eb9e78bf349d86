import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { isAlive } from './process.ts';
import type { ProcessIdentity, ServiceName } from './service.ts';

const attemptMs = 3_000;

/** One question to the service in its own protocol. Rejects when it does not answer, or not within three seconds. */
export const probes: Readonly<Record<ServiceName, (url: string) => Promise<void>>> = {
  kafka: async (url) => {
    const kafka = new Kafka({
      brokers: url.split(','),
      logLevel: logLevel.NOTHING,
      connectionTimeout: attemptMs,
      requestTimeout: attemptMs,
      retry: { retries: 0 },
    });
    const admin = kafka.admin();
    try {
      await admin.connect();
      // A broker answers before it is registered; until then it is in no cluster and topics cannot be made.
      const { brokers } = await admin.describeCluster();
      if (brokers.length === 0) throw new Error('no broker is registered yet');
    } finally {
      await admin.disconnect();
    }
  },
  redis: async (url) => {
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: attemptMs,
      commandTimeout: attemptMs,
      retryStrategy: () => null,
    });
    redis.on('error', () => undefined); // the rejected promise below tells the same
    try {
      await redis.connect();
      await redis.ping();
    } finally {
      redis.disconnect();
    }
  },
  postgres: async (url) => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: attemptMs,
      query_timeout: attemptMs,
    });
    client.on('error', () => undefined); // likewise
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end();
    }
  },
};

/**
 * Resolves once the probe succeeds.
 *
 * @throws Error with the last failure when the deadline has passed, or as soon as the process has ended
 */
export async function untilReady(
  what: string,
  probe: () => Promise<void>,
  options: { deadlineMs: number; process?: ProcessIdentity; logFile?: string },
): Promise<void> {
  const deadline = Date.now() + options.deadlineMs;
  const hint = options.logFile ? ` See ${options.logFile}.` : '';
  for (;;) {
    try {
      await probe();
      return;
    } catch (cause) {
      if (options.process && !isAlive(options.process)) {
        throw new Error(`${what} ended while it started.${hint}`, { cause });
      }
      if (Date.now() > deadline) {
        throw new Error(`${what} did not answer within ${options.deadlineMs} ms.${hint}`, {
          cause,
        });
      }
      await delay(100);
    }
  }
}
