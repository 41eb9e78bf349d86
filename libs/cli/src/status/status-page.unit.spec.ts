import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { statusPage } from './status-page.js';
import { table } from './table.js';
import type { WebSnapshot } from './web-snapshot.js';

const WEB: WebSnapshot = {
  at: '2026-11-21T08:00:10.000Z',
  nodes: [
    {
      name: 'node-1',
      host: 'a-host-with-a-name-that-is-longer-than-anything-one-would-want-to-read-in-a-terminal',
      state: 'UP',
      version: '0.1.0',
      lastHeartbeat: '2026-11-21T08:00:08.000Z',
      cpu: 0.25,
      load: [1, 0.5, 0.25],
      memory: { totalBytes: 8e9, freeBytes: 2.5e9 },
      down: [
        {
          service: 'orders',
          consumers: ['commands'],
          state: 'CRASH_LOOP',
          restarts: 7,
          reason: 'it ended with 1',
        },
      ],
    },
  ],
  services: [
    { name: 'orders', nodes: ['node-1'], unpublished: 4, unpublishedSeconds: 12 },
    { name: 'customers', nodes: ['node-1'], unpublished: null, unpublishedSeconds: null },
  ],
  consumers: [
    {
      service: 'orders',
      name: 'commands',
      node: 'node-1',
      desiredProcesses: 3,
      actualProcesses: 2,
      paused: false,
      lagRecords: null,
      lagSeconds: null,
      rate: 1234.5,
      retries: 1,
      deadLetters: 2,
      parked: 7,
      fullPartitions: [{ topic: 'orders.commands', partition: 1 }],
      p50: 3.21,
      p99: 456.7,
      problems: [],
    },
  ],
  workers: [
    {
      node: 'node-1',
      service: 'orders',
      consumers: ['commands'],
      pid: 4711,
      state: 'UP',
      ageSeconds: 3700,
      memoryBytes: 154e6,
      cpu: 0.5,
      recordsHandled: 12,
      partitions: [{}, {}],
    },
  ],
};

const linesOf = (web: WebSnapshot): string[] =>
  stripVTControlCharacters(statusPage(web, 'a test')).split('\n');

test('the map fits into 100 columns, whatever the names are', () => {
  const lines = linesOf(WEB);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  const rowOf = (text: string): string => lines.find((line) => line.includes(text)) ?? '';
  expect(rowOf('5.5 of 8.0 GB')).toMatch(
    /node-1 +UP +a-host.*… +25 % .*1\.00 0\.50 0\.25 +0\.1\.0 +2 s ago/,
  );
  expect(rowOf('2/3')).toMatch(
    /orders +commands +node-1 +2\/3 +STARTING +\? +\? +1235\/s +1 +2 +3\.2 ms +457 ms/,
  );
  expect(rowOf('4711')).toMatch(/node-1 +4711 +orders +commands +UP +62 min +154 MB +50 % +12 +2/);
  expect(rowOf('CRASH_LOOP')).toContain('7 restarts: it ended with 1');
  const waiting = lines.slice(lines.indexOf('Waiting') + 1);
  expect(waiting).toEqual([
    '  orders: 4 events to be published, the oldest for 12 s',
    '  orders commands: 7 records in the retry table',
    '  orders commands on node-1: orders.commands/1 stands still, a key has too many of them',
  ]);
});

test.each([
  [{ paused: true }, 'PAUSED'],
  [{ desiredProcesses: 0, actualProcesses: 0 }, 'OFF'],
  [{ actualProcesses: 3 }, 'UP'],
  [{ problems: ['crash loop'] }, 'TROUBLE'],
])('a consumer that is %j is %s', (change, state) => {
  const [consumer] = WEB.consumers;
  const web = { ...WEB, consumers: consumer ? [{ ...consumer, ...change }] : [] };
  expect(linesOf(web).join('\n')).toMatch(new RegExp(`commands +node-1 +\\d/\\d +${state} `));
});

test('what does not wait is not mentioned', () => {
  const [consumer] = WEB.consumers;
  const quiet = {
    ...WEB,
    services: [{ name: 'orders', nodes: [], unpublished: 0, unpublishedSeconds: 0 }],
    consumers: consumer ? [{ ...consumer, parked: null, fullPartitions: [] }] : [],
  };
  expect(linesOf(quiet)).not.toContain('Waiting');
});

test('no node is said to be no node', () => {
  const lines = linesOf({ ...WEB, nodes: [], consumers: [], workers: [] });
  expect(lines[0]).toBe('No node is there, says a test at 08:00:10 UTC.');
  expect(lines.join('\n')).toContain('gregor node');
});

test('the widest columns of a table are cut first', () => {
  const rows = [['aaaaaaaaaaaaaaaaaaaa', 'bbb', '7']];
  const columns = [{ title: 'A' }, { title: 'B' }, { title: 'N', align: 'right' as const }];
  expect(table(columns, rows, 20).split('\n')).toEqual([
    '  A           B    N',
    '  aaaaaaaaa…  bbb  7',
  ]);
  expect(table(columns, rows, 5)).toContain('aaaaa…');
});
