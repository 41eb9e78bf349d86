import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMemoryEventLog } from '@metamorphosis/core';
import type { WebSnapshot } from '../status/web-snapshot.js';
import { checkGraphql, checkNode } from './check-installation.js';
import { checkConsumers, checkNodeClocks, checkReachable, checkTopics } from './check-platform.js';
import { checkClock, checkPort } from './check-ports.js';

async function listening(answer: Parameters<typeof createServer>[1]): Promise<number> {
  const server: Server = createServer(answer as never);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function project(...graphqls: readonly (readonly [string, string])[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [folder, version] of graphqls) {
    const file = join(root, folder, 'graphql/package.json');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ version }));
  }
  return root;
}

test('an old Node, a second graphql and a wrong one are found, each with its remedy', async () => {
  expect(checkNode('24.1.0').level).toBe('ok');
  expect(checkNode('22.9.0')).toMatchObject({ level: 'error', text: '22.9.0 is too old' });
  const one = ['node_modules', '16.15.0'] as const;
  expect(checkGraphql(await project(one)).level).toBe('ok');
  expect(checkGraphql(await project(['node_modules', '17.0.0'])).remedy).toContain('graphql@16');
  const second = ['node_modules/@apollo/gateway/node_modules', '16.9.0'] as const;
  expect(checkGraphql(await project(one, second))).toMatchObject({
    level: 'error',
    text: '2 copies: 16.9.0 in node_modules/@apollo/gateway/node_modules/graphql, 16.15.0 in node_modules/graphql',
  });
  const deep = ['node_modules/a/node_modules/@b/c/node_modules', '16.9.0'] as const;
  expect(checkGraphql(await project(one, deep)).text).toContain(
    '16.9.0 in node_modules/a/node_modules/@b/c/node_modules/graphql',
  );
  expect(checkGraphql(await project()).remedy).toBe('Run npm install.');
});

test('a port is free, taken by one of ours, or by a stranger', async () => {
  const ours = (status: number) =>
    listening((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  const check = (port: number) => checkPort('127.0.0.1', port, 'PORT');
  expect(await check(await ours(200))).toMatchObject({ level: 'ok' });
  expect((await check(await ours(503))).remedy).toMatch(/curl .*\/readyz$/);
  const stranger = await listening((_request, response) => void response.end('hello'));
  expect(await check(stranger)).toMatchObject({
    level: 'error',
    text: `port ${stranger} is taken by another program`,
  });
});

test('a clock that is off is told by how much, and where nobody answers nothing is said', async () => {
  const at = (offsetMs: number) =>
    listening((_request, response) => {
      response.setHeader('date', new Date(Date.now() + offsetMs).toUTCString()).end();
    });
  const check = async (offsetMs: number) => checkClock(`http://127.0.0.1:${await at(offsetMs)}`);
  expect(await check(0)).toMatchObject({ level: 'ok' });
  expect(await check(-60_000)).toMatchObject({
    level: 'error',
    text: expect.stringMatching(/^differs by (59|60) s/) as string,
  });
  expect(await checkClock('http://127.0.0.1:1')).toBeUndefined();
});

test('the port of the page is looked at as well, and known by what the page is told', async () => {
  const page = await listening((request, response) => {
    const isConfig = request.url === '/config.json';
    response.writeHead(isConfig ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  expect(await checkPort('127.0.0.1', page, 'SHOP_PORT')).toEqual({
    level: 'ok',
    about: 'page',
    text: `answers on port ${page}`,
  });
  expect(await checkPort('127.0.0.1', page, 'PORT')).toMatchObject({ level: 'error' });
});

test('a node whose clock is off is told, by about how much', () => {
  const at = '2026-11-21T10:00:00.000Z';
  const clocks = (...beats: readonly string[]) =>
    checkNodeClocks({
      at,
      nodes: beats.map((lastHeartbeat, index) => ({
        name: `n${index + 1}`,
        state: 'READY',
        lastHeartbeat,
      })) as unknown as WebSnapshot['nodes'],
    });
  expect(clocks()).toEqual([]);
  expect(clocks('2026-11-21T09:59:55.000Z')).toMatchObject([{ level: 'ok' }]);
  expect(clocks('2026-11-21T09:59:59.000Z', '2026-11-21T10:01:00.000Z')).toMatchObject([
    { level: 'error', text: 'differ: n2 (ahead by about 60 s)' },
  ]);
});

test('what does not answer is told with its reason', async () => {
  const log = createMemoryEventLog();
  const check = () => checkReachable('log', 'embedded', log, 'Start it.');
  expect(await check()).toEqual({ level: 'ok', about: 'log', text: 'embedded' });
  await log.close();
  expect(await check()).toMatchObject({ level: 'error', remedy: 'Start it.' });
});

test('missing topics and those of another size are warned of', async () => {
  const log = createMemoryEventLog();
  onTestFinished(() => log.close());
  const catalogue = new Map();
  const check = (partitions = 4) => checkTopics(log, catalogue, partitions);
  expect(await check()).toMatchObject({
    level: 'warning',
    text: '1 is missing: metamorphosis.service-web',
  });
  await log.createTopics([{ name: 'metamorphosis.service-web', partitions: 1 }]);
  expect(await check()).toMatchObject({ level: 'ok' });
});

test('consumers that lag, nodes that are lost and dead letters are warned of', () => {
  const web = (state: string, lagSeconds: number, deadLetters: number): WebSnapshot =>
    ({
      nodes: [
        { name: 'n1', state: 'READY' },
        { name: 'n2', state },
      ],
      consumers: [{ service: 'orders', name: 'commands', lagSeconds, deadLetters }],
    }) as unknown as WebSnapshot;
  const levels = (...of: Parameters<typeof web>) => checkConsumers(web(...of)).map((f) => f.level);
  expect(levels('READY', 3, 0)).toEqual(['ok', 'ok']);
  expect(levels('LOST', 90, 2)).toEqual(['warning', 'warning', 'warning']);
  expect(checkConsumers({ nodes: [], consumers: [] } as unknown as WebSnapshot)).toMatchObject([
    { level: 'warning', remedy: 'Start one: gregor node' },
  ]);
});
