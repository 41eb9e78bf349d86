import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EventLog } from '@metamorphosis/core';
import { ReaderProbe } from '@metamorphosis/core/testing';
import { OtherProcess } from '../testing/child-process.js';
import { tempDirectory } from '../testing/temp-directory.js';
import type { Told } from '../testing/told.js';
import { createEmbeddedEventLog } from './embedded-event-log.js';

const PARTITIONS = 4;
const ALL = [0, 1, 2, 3];
const SOON = { timeout: 15_000, interval: 5 };

async function aLog(file?: string): Promise<{ log: EventLog; file: string }> {
  const path = file ?? join(await tempDirectory(), 'log.db');
  const log = createEmbeddedEventLog({ file: path });
  onTestFinished(() => log.close());
  await log.createTopics([{ name: 't', partitions: PARTITIONS }]);
  return { log, file: path };
}

function read(log: EventLog, group: string, sessionTimeoutMs = 60_000): ReaderProbe {
  const probe = new ReaderProbe();
  return probe.attach(log.read({ group, topics: ['t'], sessionTimeoutMs }, probe));
}

const recordsOf = (other: OtherProcess): (Told & { kind: 'record' })[] =>
  other.told.filter((told) => told.kind === 'record');
const acknowledged = (other: OtherProcess): string[] =>
  other.told.flatMap((told) => (told.kind === 'acknowledged' ? [told.value] : []));
const heldBy = (other: OtherProcess): number =>
  other.told.reduce(
    (n, { kind }) => n + (kind === 'assigned' ? 1 : kind === 'revoked' ? -1 : 0),
    0,
  );

/** All values on the topic, in the order of each partition. */
async function valuesOn(log: EventLog): Promise<readonly string[]> {
  const ends = (await log.ranges('t')).reduce((sum, { end }) => sum + end, 0);
  const probe = read(log, `audit ${crypto.randomUUID()}`);
  await vi.waitFor(() => expect(probe.records).toHaveLength(ends), SOON);
  await probe.reader.close();
  return probe.values;
}

describe('readers in several processes', { timeout: 60_000 }, () => {
  it('share a group, and take over from one that was killed long before its session ends', async () => {
    const { log, file } = await aLog();
    const other = await OtherProcess.start('read-log', file, 't', 'g');
    const probe = read(log, 'g');
    await vi.waitFor(() => {
      expect(probe.partitions).toHaveLength(2);
      expect(heldBy(other)).toBe(2);
    }, SOON);
    await log.append(
      't',
      ALL.map((i) => ({ key: `key-${i}`, value: `${i}`, headers: {} })),
    );
    await vi.waitFor(
      () => expect(recordsOf(other).length + probe.records.length).toBe(PARTITIONS),
      SOON,
    );
    await other.kill();
    await vi.waitFor(() => expect(probe.partitions).toEqual(ALL), SOON);
  });

  it('void the work of one that was stopped for longer than its session, and let it join again', async () => {
    const { log, file } = await aLog();
    const other = await OtherProcess.start('read-log', file, 't', 'g', '500');
    await vi.waitFor(() => expect(heldBy(other)).toBe(PARTITIONS), SOON);
    other.signal('SIGSTOP');
    const probe = read(log, 'g');
    await vi.waitFor(() => expect(probe.partitions).toEqual(ALL), SOON);
    const taken = probe.holding(0);
    await log.append('t', [{ key: 'key-0', value: 'x', headers: {} }]);
    for (const { partition } of probe.held)
      expect(await probe.reader.commit(probe.holding(partition), 5)).toBe(true);
    other.ask('commit first');
    other.signal('SIGCONT');
    expect(await other.until(({ kind }) => kind === 'committed')).toMatchObject({ answer: false });
    expect((await log.committed('g', 't')).get(taken.partition)).toBe(5);
    await vi.waitFor(() => {
      const states = other.told.flatMap((told) => (told.kind === 'health' ? [told.state] : []));
      expect(states).toEqual(['up', 'down', 'up']);
      expect(heldBy(other)).toBe(2);
      expect(probe.partitions).toHaveLength(2);
    }, SOON);
  });

  it('lose and double nothing while two append and two read', async () => {
    const { log, file } = await aLog();
    const each = 400;
    const writers = [
      await OtherProcess.start('append-log', file, 't', 'ada', `${each}`),
      await OtherProcess.start('append-log', file, 't', 'bob', `${each}`),
    ];
    const reader = await OtherProcess.start('read-log', file, 't', 'g');
    const probe = new ReaderProbe({
      onRecords: (assignment, records) =>
        void probe.reader.commit(assignment, (records.at(-1)?.offset ?? 0) + 1),
    });
    probe.attach(log.read({ group: 'g', topics: ['t'] }, probe));
    for (const writer of writers) writer.ask('go');
    for (const writer of writers) await writer.until(({ kind }) => kind === 'done');

    const written = writers.flatMap(acknowledged);
    expect(written).toHaveLength(2 * each);
    const seen = () => [...recordsOf(reader).map(({ value }) => value), ...probe.values];
    await vi.waitFor(() => expect(new Set(seen()).size).toBe(2 * each), SOON);
    expect(new Set(seen())).toEqual(new Set(written));
    // What changed hands in the middle may come twice; nothing else does.
    const repeats = seen().length - 2 * each;
    expect(repeats).toBeLessThan(each);
    // Each key in order, for each reader.
    for (const values of [recordsOf(reader).map(({ value }) => value), probe.values])
      for (const key of new Set(written.map((value) => value.replace(/ \d+$/, '')))) {
        const numbers = values
          .filter((value) => value.startsWith(`${key} `))
          .map((value) => Number(value.split(' ')[2]));
        const first = [...new Set(numbers)];
        expect(first).toEqual([...first].sort((a, b) => a - b));
      }
    await vi.waitFor(async () => {
      const committed = await log.committed('g', 't');
      const ends = new Map((await log.ranges('t')).map(({ partition, end }) => [partition, end]));
      for (const [partition, next] of committed) expect(next).toBe(ends.get(partition));
    }, SOON);
  });
});

describe('what was acknowledged', { timeout: 60_000 }, () => {
  it('is there after kill -9 of its writer, once and in order, also when all have ended', async () => {
    const { log, file } = await aLog();
    const writer = await OtherProcess.start('append-log', file, 't', 'ada');
    writer.ask('go');
    await vi.waitFor(() => expect(acknowledged(writer).length).toBeGreaterThan(200), SOON);
    await writer.kill();
    const probe = read(log, 'g');
    await vi.waitFor(() => expect(probe.records.length).toBeGreaterThan(100), SOON);
    const [held] = probe.held;
    expect(held && (await probe.reader.commit(held, 7))).toBe(true);
    await log.close();

    const { log: reopened } = await aLog(file);
    const values = await valuesOn(reopened);
    expect(new Set(values).size).toBe(values.length);
    for (const value of acknowledged(writer)) expect(values).toContain(value);
    for (const lane of [0, 1, 2, 3]) {
      const numbers = values
        .filter((value) => value.startsWith(`ada ${lane} `))
        .map((value) => Number(value.split(' ')[2]));
      expect(numbers).toEqual(numbers.map((_, i) => i));
    }
    expect((await reopened.committed('g', 't')).get(held?.partition ?? -1)).toBe(7);
    await reopened.append('t', [{ key: 'k', value: 'goes on', headers: {} }]);
  });
});

it('writes nothing to stderr: SQLite in Node bears no warning', { timeout: 60_000 }, async () => {
  const file = join(await tempDirectory(), 'all');
  const other = await OtherProcess.start('use-all', file);
  await other.stop();
  expect(other.stderr).toBe('');
});
