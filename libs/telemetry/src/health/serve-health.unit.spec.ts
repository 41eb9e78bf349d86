import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { createReadiness } from '@metamorphosis/core';
import { serveHealth } from './serve-health.js';

test('answers health always, and readiness with its reasons', async () => {
  const readiness = createReadiness();
  await using health = await serveHealth(readiness, '127.0.0.1', 0);
  const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${health.port}${path}`);
  expect((await get('/readyz')).status).toBe(200);

  const check = readiness.check('board');
  check.down('no answer for 3 s');
  const red = await get('/readyz?verbose');
  expect(red.status).toBe(503);
  expect(await red.json()).toMatchObject({
    ready: false,
    checks: { board: { up: false, reason: 'no answer for 3 s' } },
  });
  expect(await (await get('/healthz')).json()).toMatchObject({ status: 'up' });

  check.up();
  expect((await get('/readyz')).status).toBe(200);
  expect((await get('/other')).status).toBe(404);
});

test('rejects when its port is taken', async () => {
  await using first = await serveHealth(createReadiness(), '127.0.0.1', 0);
  await expect(serveHealth(createReadiness(), '127.0.0.1', first.port)).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

test('frees its port when it closes, also while a connection is kept alive', async () => {
  const health = await serveHealth(createReadiness(), '127.0.0.1', 0);
  await fetch(`http://127.0.0.1:${health.port}/healthz`);
  await health.close();
  await health.close();
  const next = createServer();
  await new Promise<void>((resolve, reject) => {
    next.on('error', reject).listen(health.port, '127.0.0.1', resolve);
  });
  next.close();
});
