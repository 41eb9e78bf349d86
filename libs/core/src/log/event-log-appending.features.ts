import { expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { endsOf, keyOn, PARTITIONS, upTo, type LogWorld } from './event-log-world.features.js';
import { partitionOf } from './partitioner.js';
import { valueOf } from './reader-probe.js';

/** Topics and appending: cases of the contract suite. */
export function describeAppending(world: () => LogWorld): void {
  it('makes missing topics and leaves existing ones as they are', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const specs = [{ name: world().name('topic'), partitions: PARTITIONS }];
    await Promise.all([one.createTopics(specs), two.createTopics(specs)]);
    const info = await one.topic(specs[0]!.name);
    expect(info?.partitions).toBe(PARTITIONS);
    expect(info?.incarnation).toMatch(/./);
    await two.createTopics([...specs, { name: world().name('topic'), partitions: 1 }]);
    expect(await two.topic(specs[0]!.name)).toEqual(info);
  });

  it('refuses another partition count for a topic that exists', async () => {
    const log = await world().open();
    const name = await world().topic(log);
    const attempt = log.createTopics([{ name, partitions: PARTITIONS + 1 }]);
    await expect(attempt).rejects.toSatisfy((e) => isMetamorphosisError(e, 'TOPIC_MISMATCH'));
    expect((await log.topic(name))?.partitions).toBe(PARTITIONS);
  });

  it('tells an unknown topic from a known one', async () => {
    const log = await world().open();
    const name = world().name('nowhere');
    const unknown = (e: unknown): boolean => isMetamorphosisError(e, 'TOPIC_UNKNOWN');
    expect(await log.topic(name)).toBeUndefined();
    expect([...(await log.committed(world().name('group'), name))]).toEqual([]);
    await expect(log.append(name, [world().record(0, 'x')])).rejects.toSatisfy(unknown);
    await expect(log.ranges(name)).rejects.toSatisfy(unknown);
  });

  it('answers positions in the order given, on the partition of each key', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const records = upTo(60).map((i) => ({ key: `k${i % 17}`, value: `${i}`, headers: {} }));
    const positions = [
      ...(await log.append(topic, records.slice(0, 40))),
      ...(await log.append(topic, records.slice(40))),
    ];
    const next = upTo(PARTITIONS).map(() => 0);
    expect(positions).toEqual(
      records.map(({ key }) => {
        const partition = partitionOf(key, PARTITIONS);
        return { topic, partition, offset: next[partition]!++ };
      }),
    );
    expect(endsOf(await log.ranges(topic))).toEqual(next);
  });

  it('answers an empty append with nothing', async () => {
    const log = await world().open();
    expect(await log.append(await world().topic(log), [])).toEqual([]);
  });

  it('tells the range of each partition', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    await log.append(topic, [world().record(2, 'a'), world().record(2, 'b')]);
    const ranges = [...(await log.ranges(topic))].sort((a, b) => a.partition - b.partition);
    expect(ranges).toEqual(
      [0, 0, 2, 0].map((end, partition) => ({ topic, partition, earliest: 0, end })),
    );
  });

  it('keeps the order of calls for a key when many appends run at once', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const calls = upTo(300).map((i) =>
      log.append(topic, [
        { key: 'ordered', value: `${i}a`, headers: {} },
        { key: `other-${i % 7}`, value: 'x', headers: {} },
        { key: 'ordered', value: `${i}b`, headers: {} },
      ]),
    );
    const positions = (await Promise.all(calls)).flatMap((p) => [p[0]!.offset, p[2]!.offset]);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const probe = world().read(log, { topics: [topic] });
    await world().until(() => expect(probe.records).toHaveLength(900));
    const ordered = probe.records.filter(({ key }) => key === 'ordered').map(valueOf);
    expect(ordered).toEqual(upTo(300).flatMap((i) => [`${i}a`, `${i}b`]));
  });

  it('loses nothing when several handles append at once', async () => {
    const logs = [await world().open(), await world().open(), await world().open()];
    const topic = await world().topic(logs[0]!);
    await Promise.all(
      logs.flatMap((log, who) =>
        upTo(50).map((i) =>
          log.append(topic, [{ key: `k${i}`, value: `${who}:${i}`, headers: {} }]),
        ),
      ),
    );
    const probe = world().read(logs[0]!, { topics: [topic] });
    await world().until(() => expect(probe.records.length).toBeGreaterThanOrEqual(150));
    const expected = logs.flatMap((_, who) => upTo(50).map((i) => `${who}:${i}`));
    expect([...probe.values].sort()).toEqual(expected.sort());
  });

  it('keeps key, value, headers and the time of a record', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const value = new Uint8Array(300_000).map((_, i) => (i * 31) % 256);
    const headers = { ce_id: 'größe', ce_type: 'a b', empty: '' };
    const before = Date.now();
    await log.append(topic, [{ key: 'ключ', value, headers }]);
    const probe = world().read(log, { topics: [topic] });
    await world().until(() => expect(probe.records).toHaveLength(1));
    const record = probe.records[0]!;
    expect({ ...record, value: undefined, timestamp: undefined }).toEqual({
      topic,
      partition: partitionOf('ключ', PARTITIONS),
      offset: 0,
      key: 'ключ',
      headers,
      value: undefined,
      timestamp: undefined,
    });
    expect(Buffer.from(record.value!).equals(Buffer.from(value))).toBe(true);
    expect(Math.abs(record.timestamp - before)).toBeLessThan(60_000);
  });

  it('gives a topic that was deleted and made anew another incarnation', async (test) => {
    const { deleteTopic } = world().harness;
    if (deleteTopic === undefined) return test.skip('this log cannot delete topics');
    const log = await world().open();
    const name = await world().topic(log);
    await log.append(name, [world().record(0, 'of the first')]);
    const first = await log.topic(name);
    await deleteTopic(name);
    await world().until(async () => expect(await log.topic(name)).toBeUndefined());
    await log.createTopics([{ name, partitions: PARTITIONS }]);
    const second = await (await world().open()).topic(name);
    expect(second?.incarnation).not.toBe(first?.incarnation);
    expect(await log.topic(name)).toEqual(second);
    expect(await log.append(name, [world().record(0, 'of the second')])).toEqual([
      { topic: name, partition: 0, offset: 0 },
    ]);
  });

  it('answers a ping, and nothing once it is closed', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    await log.ping();
    await log.close();
    await log.close();
    const closed = (e: unknown): boolean => isMetamorphosisError(e, 'CLOSED');
    await expect(log.append(topic, [world().record(0, 'x')])).rejects.toSatisfy(closed);
    await expect(log.ping()).rejects.toSatisfy(closed);
  });

  it('answers UNAVAILABLE once it is cut off', async (test) => {
    const { cut } = world().harness;
    if (cut === undefined) return test.skip('this log cannot be cut off');
    const log = await world().open();
    const topic = await world().topic(log);
    await log.append(topic, [{ key: keyOn(0), value: 'x', headers: {} }]);
    await cut(log);
    const unavailable = (e: unknown): boolean => isMetamorphosisError(e, 'UNAVAILABLE');
    await expect(log.append(topic, [world().record(0, 'y')])).rejects.toSatisfy(unavailable);
    await expect(log.ping()).rejects.toSatisfy(unavailable);
  });
}
