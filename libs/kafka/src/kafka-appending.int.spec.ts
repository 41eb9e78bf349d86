import { afterAll, describe, expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import type { EventLog, LogRecord } from '@metamorphosis/core';
import { LogWorld, valueOf } from '@metamorphosis/core/testing';
import { KafkaBed } from './testing/kafka-bed.js';

const bed = new KafkaBed();
const world = new LogWorld(bed);
afterAll(() => bed.close());

const is =
  (code: string) =>
  (error: unknown): boolean =>
    isMetamorphosisError(error, code);

/** Everything that lies in a topic. */
async function contentOf(log: EventLog, topic: string): Promise<readonly LogRecord[]> {
  const total = (await log.ranges(topic)).reduce((sum, { end }) => sum + end, 0);
  const probe = world.read(log, { topics: [topic] });
  await world.until(() => expect(probe.records).toHaveLength(total));
  await probe.reader.close();
  return probe.records;
}

describe('appending to Kafka', { timeout: 60_000 }, () => {
  it('lays every record down once and in order while connections keep breaking', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    const cable = bed.cable(log);
    let acknowledged = 0;
    const keys = ['a', 'b', 'c', 'd'];
    const writers = keys.map(async (key) => {
      for (let i = 0; i < 150; i += 1) {
        await log.append(topic, [{ key, value: `${i}`, headers: {} }]);
        acknowledged += 1;
      }
    });
    const written = Promise.all(writers).then(() => true);
    for (let shakes = 0; shakes < 12; shakes += 1) {
      const before = acknowledged;
      await world.until(() =>
        expect(acknowledged).toBeGreaterThanOrEqual(Math.min(600, before + 20)),
      );
      await cable.shake();
    }
    expect(await written).toBe(true);
    const content = await contentOf(log, topic);
    for (const key of keys) {
      const values = content.filter((record) => record.key === key).map(valueOf);
      expect(values).toEqual([...Array(150).keys()].map(String));
    }
  });

  it('says ACCEPTANCE_UNKNOWN when the answer stays away, and loses nothing that comes after', async () => {
    const log = await bed.open({ appendTimeoutMs: 1_500 });
    try {
      const topic = await world.topic(log, 1);
      const record = (value: string) => ({ key: 'k', value, headers: {} });
      await log.append(topic, [record('before')]);
      bed.cable(log).silence();
      const [first, second] = [
        log.append(topic, [record('one')]),
        log.append(topic, [record('two')]),
      ];
      await expect(first).rejects.toSatisfy(is('ACCEPTANCE_UNKNOWN'));
      await expect(second).rejects.toSatisfy(is('ACCEPTANCE_UNKNOWN'));
      bed.cable(log).mend();
      // Of the same count as the one in doubt: under its numbers Kafka would take it for a repeat.
      await log.append(topic, [record('three'), record('four')]);
      await log.append(topic, [record('five')]);
      const values = (await contentOf(await world.open(), topic)).map(valueOf);
      expect(values).toEqual(['before', 'one', 'two', 'three', 'four', 'five']);
    } finally {
      await log.close();
    }
  });

  it('says UNAVAILABLE when nothing was sent, and loses nothing that comes after', async () => {
    const log = await bed.open({ appendTimeoutMs: 800 });
    try {
      const topic = await world.topic(log, 1);
      const record = (value: string) => ({ key: 'k', value, headers: {} });
      await log.append(topic, [record('one')]);
      await log.append(topic, [record('two')]);
      await bed.cable(log).cut();
      const attempts = [log.append(topic, [record('lost')]), log.append(topic, [record('lost')])];
      for (const attempt of attempts) await expect(attempt).rejects.toSatisfy(is('UNAVAILABLE'));
      bed.cable(log).mend();
      await log.append(topic, [record('three')]);
      await log.append(topic, [record('four')]);
      const values = (await contentOf(log, topic)).map(valueOf);
      expect(values).toEqual(['one', 'two', 'three', 'four']);
    } finally {
      await log.close();
    }
  });

  it('goes on by itself when the connection is back before the time is over', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 1);
    await log.append(topic, [{ key: 'k', value: 'one', headers: {} }]);
    await bed.cable(log).cut();
    const attempt = log.append(topic, [{ key: 'k', value: 'two', headers: {} }]);
    await expect(log.ping()).rejects.toSatisfy(is('UNAVAILABLE'));
    bed.cable(log).mend();
    expect(await attempt).toEqual([{ topic, partition: 0, offset: 1 }]);
    await log.ping();
  });

  it('refuses a record that is too large, and takes the ones beside it', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 1);
    const large = { key: 'k', value: 'x'.repeat(1_100_000), headers: {} };
    const fine = log.append(topic, [{ key: 'k', value: 'fine', headers: {} }]);
    await expect(log.append(topic, [large])).rejects.toSatisfy(is('VALIDATION_FAILED'));
    expect(await fine).toEqual([{ topic, partition: 0, offset: 0 }]);
  });

  it('sends smaller batches to a topic that takes less than we send', async () => {
    const log = await world.open();
    const topic = world.name('small');
    const { admin } = await bed.foreign();
    const configEntries = [{ name: 'max.message.bytes', value: '3000' }];
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] });
    const value = 'x'.repeat(1_000);
    const appends = [...Array(16).keys()].map((i) =>
      log.append(topic, [{ key: 'k', value: `${i}:${value}`, headers: {} }]),
    );
    const positions = (await Promise.all(appends)).flat();
    expect(positions.map(({ offset }) => offset)).toEqual([...Array(16).keys()]);
    const large = log.append(topic, [{ key: 'k', value: value.repeat(4), headers: {} }]);
    await expect(large).rejects.toSatisfy(is('VALIDATION_FAILED'));
  });

  it('splits a call that is larger than a batch may be', async () => {
    const log = await world.open();
    const topic = await world.topic(log, 1);
    const value = 'x'.repeat(100_000);
    const records = [...Array(35).keys()].map((i) => ({ key: `${i}`, value, headers: {} }));
    const positions = await log.append(topic, records);
    expect(positions.map(({ offset }) => offset)).toEqual([...Array(35).keys()]);
    expect((await contentOf(log, topic)).map(({ key }) => key)).toEqual(records.map((r) => r.key));
  });

  it('answers every append before it is closed', async () => {
    const log = await world.open();
    const topic = await world.topic(log);
    const appends = [...Array(50).keys()].map((i) =>
      log.append(topic, [{ key: `${i}`, value: 'x', headers: {} }]),
    );
    const closing = log.close();
    await expect(log.append(topic, [{ key: 'k', value: 'late', headers: {} }])).rejects.toSatisfy(
      is('CLOSED'),
    );
    expect((await Promise.all(appends)).flat()).toHaveLength(50);
    await closing;
    await world.until(() => expect(bed.cable(log).connections).toBe(0));
  });
});
