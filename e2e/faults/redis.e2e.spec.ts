import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { orderOf, PLACE } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { until } from '../platform/until.js';

const servers: ChildProcess[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await kill(server);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of the scenario's own, so that it can be killed; it keeps nothing. */
async function startRedis(port: number): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  servers.push(server);
  for await (const text of server.stdout.setEncoding('utf8')) {
    if (String(text).includes('Ready to accept connections')) break;
  }
  return server;
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

test('Redis restarted while callers wait, with everything lost: they get their results', async () => {
  const port = await freePort();
  const first = await startRedis(port);
  await using platform = await Platform.start('services', {
    env: { REDIS_URL: `redis://127.0.0.1:${port}` },
    without: ['orders'],
  });
  const calls = Array.from({ length: 10 }, (_, n) =>
    platform.tell(PLACE, { input: orderOf(`patient-${n}`, 'p2') }),
  );
  // Nobody handles orders yet, so all of them wait.
  await until(
    'the commands are on the log',
    () => commandsOnLog(platform),
    (count) => count === 10,
  );
  await kill(first);
  const node = platform.nodes.orders.launch();
  await until(
    'the node waits for Redis',
    () => Promise.resolve(platform.nodes.orders.output),
    (text) => text.length > 0,
  );
  await startRedis(port);
  const answers = await Promise.all(calls);
  expect(answers.map((answer) => answer.errors)).toEqual(answers.map(() => undefined));
  expect(new Set(answers.map((answer) => answer.data.placeOrder.id)).size).toBe(10);
  expect(node.exitCode).toBeNull();
});

async function commandsOnLog(platform: Platform): Promise<number> {
  const { openPlatform, readSettings } = await import('@metamorphosis/wiring');
  const outside = openPlatform('count', { ...readSettings(platform.env), logLevel: 'silent' });
  try {
    const ranges = await outside.log.ranges('orders.commands');
    return ranges.reduce((sum, { earliest, end }) => sum + end - earliest, 0);
  } finally {
    await outside.close();
  }
}

test('Redis away: a call says UNAVAILABLE, readiness turns red, and both recover by themselves', async () => {
  const port = await freePort();
  const first = await startRedis(port);
  await using platform = await Platform.start('services', {
    env: { REDIS_URL: `redis://127.0.0.1:${port}` },
  });
  const ready = async (): Promise<number> => (await fetch(new URL('/readyz', platform.url))).status;
  expect(await ready()).toBe(200);
  await kill(first);
  await until('readiness turns red', ready, (status) => status === 503);
  const refused = await platform.tell(PLACE, { input: orderOf('away', 'p2') });
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE' });
  await startRedis(port);
  await until('readiness turns green', ready, (status) => status === 200);
  const { placeOrder } = await until(
    'calls are answered again',
    async () => (await platform.tell(PLACE, { input: orderOf('back', 'p2') })).data ?? {},
    (data) => data.placeOrder?.__typename === 'Order',
  );
  expect(placeOrder.id).toBeDefined();
});
