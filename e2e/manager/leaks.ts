import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';

/** Where a secret was looked for, and where it was found. */
export interface Search {
  /** How many places of each kind were read. */
  readonly read: Readonly<Record<'files' | 'records' | 'keys' | 'rows', number>>;
  /** Each place that holds it. */
  readonly found: readonly string[];
}

/** Looks for a text in everything that an installation has stored: its folder, every topic, every key of Redis, every table. */
export async function searchEverything(env: NodeJS.ProcessEnv, text: string): Promise<Search> {
  const found: string[] = [];
  const look = (place: string, content: string | Buffer): void => {
    if (content.includes(text)) found.push(place);
  };
  const namespace = env['METAMORPHOSIS_NAMESPACE'] ?? '';
  const { KAFKA_BROKERS: brokers, REDIS_URL: redis, DATABASE_URL: database } = env;
  const read = {
    files: inFolder(env['METAMORPHOSIS_DATA'] ?? '', look),
    records: brokers === undefined ? 0 : await inTopics(brokers, namespace, look),
    keys: redis === undefined ? 0 : await inKeys(redis, namespace, look),
    rows: database === undefined ? 0 : await inTables(database, namespace, look),
  };
  return { read, found };
}

type Look = (place: string, content: string | Buffer) => void;

function inFolder(folder: string, look: Look): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  for (const path of paths) look(path, readFileSync(path));
  return paths.length;
}

/** With a client of its own: what ours would decode is read as it lies there, keys and headers too. */
async function inTopics(brokers: string, namespace: string, look: Look): Promise<number> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(namespace));
  const open = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (Number(high) > Number(low)) open.set(`${topic}/${partition}`, Number(high));
    }
  }
  await admin.disconnect();
  let count = 0;
  const done = Promise.withResolvers<void>();
  const consumer = kafka.consumer({ groupId: `${namespace}-search` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      const place = `${batch.topic}/${batch.partition}`;
      for (const message of batch.messages) {
        count += 1;
        look(`${place}/${message.offset}`, JSON.stringify(message.headers));
        for (const part of [message.key, message.value, ...Object.values(message.headers ?? {})]) {
          if (part !== null && part !== undefined) look(`${place}/${message.offset}`, String(part));
        }
      }
      // Markers of transactions count as offsets too; the last record may lie below the end.
      if (Number(batch.lastOffset()) + 1 >= (open.get(place) ?? 0)) open.delete(place);
      if (open.size === 0) done.resolve();
      return Promise.resolve();
    },
  });
  await done.promise;
  await consumer.disconnect();
  return count;
}

/** Every key, by its type. */
async function inKeys(url: string, namespace: string, look: Look): Promise<number> {
  const redis = new Redis(url);
  let count = 0;
  try {
    for await (const keys of redis.scanStream({ match: `*${namespace}*` }) as AsyncIterable<
      string[]
    >) {
      for (const key of keys) {
        count += 1;
        look(key, key);
        // As a backup would hold it; what is compressed in it is read by its type as well.
        look(key, (await redis.dumpBuffer(key)) ?? '');
        look(key, JSON.stringify(await contentOf(redis, key)));
      }
    }
  } finally {
    redis.disconnect();
  }
  return count;
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  if (type === 'string') return redis.get(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'stream') return redis.xrange(key, '-', '+');
  if (type === 'set') return redis.smembers(key);
  if (type === 'zset') return redis.call('ZRANGE', key, '0', '-1', 'WITHSCORES');
  if (type === 'list') return redis.lrange(key, 0, -1);
  throw new TypeError(`${key} is a ${type}: say how to read it`);
}

async function inTables(url: string, namespace: string, look: Look): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let count = 0;
  try {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(
      `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
       WHERE starts_with(table_schema, $1) AND table_type = 'BASE TABLE'`,
      [namespace.replaceAll('-', '_')],
    );
    for (const { schema, name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `SELECT t::text AS row FROM "${schema}"."${name}" t`,
      );
      count += rows.length;
      for (const { row } of rows) look(`${schema}.${name}`, row);
    }
  } finally {
    await client.end();
  }
  return count;
}
