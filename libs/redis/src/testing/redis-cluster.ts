import { Redis } from 'ioredis';
import { pause } from '@metamorphosis/core';
import { freePort, RedisProcess } from './redis-process.js';

const SLOTS = 16_384;

/** Three redis-servers of the test's own that make a cluster. */
export class RedisClusterProcesses implements AsyncDisposable {
  private constructor(readonly nodes: readonly RedisProcess[]) {}

  static async start(): Promise<RedisClusterProcesses> {
    const nodes = await Promise.all([0, 1, 2].map(() => startNode()));
    const clients = nodes.map(({ server }) => new Redis(server.url));
    try {
      await join(nodes, clients);
    } finally {
      for (const client of clients) client.disconnect();
    }
    return new RedisClusterProcesses(nodes.map(({ server }) => server));
  }

  get urls(): string[] {
    return this.nodes.map((node) => node.url);
  }

  /** Removes the keys of a prefix from every node. */
  async removeKeys(prefix: string): Promise<void> {
    for (const { url } of this.nodes) {
      const redis = new Redis(url);
      for (const key of await redis.keys(`${prefix}:*`)) await redis.unlink(key);
      redis.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
  }
}

interface Node {
  readonly server: RedisProcess;
  /** Where the nodes talk among themselves. */
  readonly busPort: number;
}

async function startNode(): Promise<Node> {
  const busPort = await freePort();
  const settings = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)];
  // Long: a node that a busy machine holds up must not lose its links, and with them what is published meanwhile.
  const server = await RedisProcess.start(...settings, '--cluster-node-timeout', '15000');
  return { server, busPort };
}

async function join(nodes: readonly Node[], clients: readonly Redis[]): Promise<void> {
  for (const [i, client] of clients.entries()) {
    const [first, last] = [Math.ceil((i * SLOTS) / 3), Math.ceil(((i + 1) * SLOTS) / 3) - 1];
    await client.cluster('ADDSLOTSRANGE', first, last);
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
  }
  for (const { server, busPort } of nodes.slice(1)) {
    await clients[0]?.call('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort));
  }
  await untilAllAgree(clients);
}

async function untilAllAgree(clients: readonly Redis[]): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const states = await Promise.all(clients.map((client) => client.cluster('INFO')));
    const links = await Promise.all(clients.map((client) => client.call('CLUSTER', 'LINKS')));
    const agreed = states.every(
      (state) => state.includes('cluster_state:ok') && state.includes('cluster_known_nodes:3'),
    );
    // What is published travels over the links between the nodes, one each way to each of the two others.
    if (agreed && links.every((some) => Array.isArray(some) && some.length === 4)) return;
    if (performance.now() > deadline)
      throw new Error(`no cluster came about: ${states.join('\n')}`);
    await pause(20);
  }
}
