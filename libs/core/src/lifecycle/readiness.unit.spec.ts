import { expect, test } from 'vitest';
import { createReadiness, type ReadinessReport } from './readiness.js';

test('is ready only while every check is up', () => {
  const readiness = createReadiness();
  expect(readiness.report().ready).toBe(true);

  const log = readiness.check('log');
  const board = readiness.check('board');
  expect(readiness.report()).toMatchObject({
    ready: false,
    checks: { log: { up: false, reason: 'starting' }, board: { up: false, reason: 'starting' } },
  });

  log.up();
  expect(readiness.report().ready).toBe(false);
  board.up();
  expect(readiness.report().ready).toBe(true);

  log.down('the log does not answer');
  expect(readiness.report()).toMatchObject({
    ready: false,
    checks: { log: { up: false, reason: 'the log does not answer' }, board: { up: true } },
  });

  log.remove();
  expect(readiness.report()).toMatchObject({ ready: true, checks: { board: { up: true } } });
});

test('tells of changes, not of repeats', async () => {
  const readiness = createReadiness();
  const seen: ReadinessReport[] = [];
  const listening = readiness.onChange((report) => seen.push(report));
  const check = readiness.check('store');
  check.up();
  check.up();
  check.down('away');
  check.down('away');
  expect(seen.map((report) => report.ready)).toEqual([false, true, false]);

  await listening.close();
  check.up();
  expect(seen).toHaveLength(3);
});

test('keeps the time since which a check is down while only its reason changes', () => {
  const readiness = createReadiness();
  const check = readiness.check('store');
  const { since } = readiness.report().checks['store'] ?? {};
  check.down('away, next try in 2 s');
  expect(readiness.report().checks['store']).toEqual({
    up: false,
    since,
    reason: 'away, next try in 2 s',
  });
});

test('gives the same check under the same name', () => {
  const readiness = createReadiness();
  readiness.check('log').up();
  readiness.check('log');
  expect(readiness.report().ready).toBe(true);
});
