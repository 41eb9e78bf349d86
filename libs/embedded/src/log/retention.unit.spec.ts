import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EventLog, TopicSpec } from '@metamorphosis/core';
import { ReaderProbe } from '@metamorphosis/core/testing';
import { tempDirectory } from '../testing/temp-directory.js';
import { createEmbeddedEventLog } from './embedded-event-log.js';

const SOON = { timeout: 5000, interval: 5 };

async function aLog(spec: Partial<TopicSpec>): Promise<EventLog> {
  const file = join(await tempDirectory(), 'log.db');
  const log = createEmbeddedEventLog({ file, purgeIntervalMs: 20 });
  onTestFinished(() => log.close());
  await log.createTopics([{ name: 't', partitions: 1, ...spec }]);
  return log;
}

const append = (log: EventLog, keys: readonly string[]) =>
  log.append(
    't',
    keys.map((key) => ({ key, value: 'v', headers: {} })),
  );

async function read(log: EventLog): Promise<ReaderProbe> {
  const probe = new ReaderProbe();
  probe.attach(log.read({ group: crypto.randomUUID(), topics: ['t'] }, probe));
  await vi.waitFor(() => expect(probe.held).toHaveLength(1), SOON);
  return probe;
}

const keysUpTo = (n: number): string[] => Array.from({ length: n }, (_, i) => `k${i}`);

describe('retention by age', () => {
  it('drops what is older, a step at a time, and offsets go on', async () => {
    const log = await aLog({ retentionMs: 150 });
    await append(log, keysUpTo(1700));
    await vi.waitFor(async () => {
      const [range] = await log.ranges('t');
      expect(range).toMatchObject({ earliest: 1700, end: 1700 });
    }, SOON);
    expect(await append(log, ['new'])).toMatchObject([{ offset: 1700 }]);
    const probe = await read(log);
    await vi.waitFor(() => expect(probe.records.map(({ offset }) => offset)).toEqual([1700]), SOON);
  });

  it('keeps what is younger, and everything where nothing else was said', async () => {
    const log = await aLog({ retentionMs: 60_000 });
    await log.createTopics([{ name: 'unlimited', partitions: 1 }]);
    await append(log, keysUpTo(600));
    await log.append('unlimited', [{ key: 'k', value: 'v', headers: {} }]);
    // Absence: several purges long.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await log.ranges('t')).toMatchObject([{ earliest: 0, end: 600 }]);
    expect(await log.ranges('unlimited')).toMatchObject([{ earliest: 0, end: 1 }]);
  });
});

describe('compaction', () => {
  it('keeps the newest record of each key, in order and under its offset', async () => {
    const log = await aLog({ compacted: true });
    const keys = Array.from({ length: 1300 }, (_, i) => `k${i % 7}`);
    await append(log, [...keys, ...keysUpTo(5)]);
    await vi.waitFor(async () => {
      const probe = await read(log);
      await vi.waitFor(() => expect(probe.records.at(-1)?.offset).toBe(1304), SOON);
      await probe.reader.close();
      expect(probe.records.map(({ key, offset }) => [key, offset])).toEqual([
        ['k5', 1293],
        ['k6', 1294],
        ...keysUpTo(5).map((key, i) => [key, 1300 + i]),
      ]);
    }, SOON);
    expect(await append(log, ['k0'])).toMatchObject([{ offset: 1305 }]);
  });
});
