import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { backoffMs } from '@metamorphosis/core';
import type { CompiledRedisBoardOptions, RedisCluster, RedisServer } from './options.js';

/** What commands are sent through. */
export type Client = Redis | Cluster;

const RECONNECT = { firstMs: 50, maxMs: 2_000 } as const;

/** How long to wait before the next try to connect. */
export function reconnectDelayMs(failures: number): number {
  return backoffMs(RECONNECT, failures);
}

/** The client for commands. It reconnects by itself and queues nothing while it is away. */
export function createCommandClient(options: CompiledRedisBoardOptions, use = 'board'): Client {
  const { connection } = options;
  if ('url' in connection) {
    return new Redis(connection.url, {
      ...common(options, use),
      enableOfflineQueue: false,
      // What was under way when the connection was lost is answered at once, not sent again.
      maxRetriesPerRequest: 0,
      retryStrategy: reconnectDelayMs,
      // A failover leaves us connected to what is a replica now: connect anew, by name.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
    });
  }
  return new Cluster([...connection.cluster], {
    enableOfflineQueue: false,
    clusterRetryStrategy: reconnectDelayMs,
    redisOptions: { ...common(options, use), ...credentials(connection) },
  });
}

/**
 * A connection for subscriptions, not connected yet, that ends when it is lost: who uses it makes
 * another one and subscribes again. In a cluster any node hears what any node was told, so each try
 * takes the next one.
 */
export function createSubscriberClient(
  options: CompiledRedisBoardOptions,
  commands: Client,
  attempt: number,
): Redis {
  const { connection } = options;
  const settings = {
    ...common(options),
    lazyConnect: true,
    retryStrategy: null,
    autoResubscribe: false,
    enableOfflineQueue: false,
  } satisfies RedisOptions;
  if ('url' in connection) return new Redis(connection.url, settings);
  const nodes = nodesOf(connection, commands);
  const node = nodes[attempt % nodes.length] ?? {};
  return new Redis({ ...settings, ...credentials(connection), ...node });
}

// Types of both are inferred: a RedisOptions may hold an explicit undefined, which ioredis refuses to be given.
function common({ callTimeoutMs, keyPrefix }: CompiledRedisBoardOptions, use = 'board') {
  return {
    connectionName: `${keyPrefix}:${use}`,
    connectTimeout: callTimeoutMs,
    // A connection that leaves requests unanswered for so long is dead, whatever TCP says.
    socketTimeout: callTimeoutMs,
  } satisfies RedisOptions;
}

function credentials({ cluster }: RedisCluster) {
  const url = new URL(cluster[0] ?? '');
  return {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function nodesOf(connection: RedisCluster, commands: Client): { host: string; port: number }[] {
  const known = commands instanceof Cluster ? commands.nodes().map(({ options }) => options) : [];
  const named = connection.cluster.map((node) => {
    const url = new URL(node);
    return { host: url.hostname, port: Number(url.port || 6379) };
  });
  return [...known.map(({ host, port }) => ({ host: host ?? '', port: port ?? 6379 })), ...named];
}

/** Where a connection leads, for logs: no user, no password. */
export function addressOf(connection: RedisServer | RedisCluster): string {
  const urls = 'url' in connection ? [connection.url] : connection.cluster;
  return urls.map((url) => new URL(url).host).join(', ');
}
