import { errors } from '@metamorphosis/contract';
import { DEFAULT_BOARD_RETENTION, type BoardRetention, type Logger } from '@metamorphosis/core';

/** One server, `redis://` or `rediss://` (TLS), with user, password and database in the URL. */
export interface RedisServer {
  readonly url: string;
}

/**
 * Redis Cluster: some of its nodes, to find the others by. User and password of the first URL are
 * used for all nodes.
 */
export interface RedisCluster {
  readonly cluster: readonly string[];
}

/** Options of `createRedisBoard`. */
export interface RedisBoardOptions {
  readonly connection: RedisServer | RedisCluster;
  /**
   * What every key and channel begins with. Required: two systems that share a Redis and a prefix
   * would read each other's outcomes, and nothing would say so.
   */
  readonly keyPrefix: string;
  /** @default a day of everything */
  readonly retention?: Partial<BoardRetention>;
  /** How long a call may wait for its answer before it is UNAVAILABLE. @default 3000 */
  readonly callTimeoutMs?: number;
  /** How often it is checked that what is published arrives here. @default 5000 */
  readonly heartbeatMs?: number;
  /** Told when the connection is lost, comes back, or something foreign is heard. */
  readonly logger: Logger;
}

/** What travels inward: complete and checked. */
export interface CompiledRedisBoardOptions {
  readonly connection: RedisServer | RedisCluster;
  readonly keyPrefix: string;
  readonly retention: BoardRetention;
  readonly callTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly logger: Logger;
}

const PREFIX = /^[A-Za-z0-9._:-]+$/;

/** Checks the options and completes them. Throws CONFIGURATION_INVALID with all problems at once. */
export function compileOptions(options: RedisBoardOptions): CompiledRedisBoardOptions {
  const compiled: CompiledRedisBoardOptions = Object.freeze({
    connection: options.connection,
    keyPrefix: options.keyPrefix,
    retention: { ...DEFAULT_BOARD_RETENTION, ...options.retention },
    callTimeoutMs: options.callTimeoutMs ?? 3_000,
    heartbeatMs: options.heartbeatMs ?? 5_000,
    logger: options.logger,
  });
  const problems = [
    ...urlProblems(compiled.connection),
    // A brace would move the hash tag that keeps the keys of a stream in one slot of a cluster.
    ...(PREFIX.test(compiled.keyPrefix)
      ? []
      : [`keyPrefix "${compiled.keyPrefix}" must match ${PREFIX.source}`]),
    ...durationProblems({
      'retention.outcomeMs': compiled.retention.outcomeMs,
      'retention.streamMs': compiled.retention.streamMs,
      callTimeoutMs: compiled.callTimeoutMs,
      heartbeatMs: compiled.heartbeatMs,
    }),
  ];
  if (problems.length > 0) throw errors.CONFIGURATION_INVALID([`Redis: ${problems.join('; ')}`]);
  return compiled;
}

function durationProblems(durations: Readonly<Record<string, number>>): string[] {
  return Object.entries(durations)
    .filter(([, ms]) => !Number.isSafeInteger(ms) || ms < 1)
    .map(([name, ms]) => `${name} is ${ms}, wanted are whole milliseconds from 1 on`);
}

function urlProblems(connection: RedisServer | RedisCluster): string[] {
  const urls = 'url' in connection ? [connection.url] : connection.cluster;
  if (urls.length === 0) return ['connection.cluster names no node'];
  return urls
    .filter((url) => !/^rediss?:$/.test(URL.parse(url)?.protocol ?? ''))
    .map((url) => `"${withoutPassword(url)}" is no redis:// or rediss:// URL`);
}

function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ':***@');
}
