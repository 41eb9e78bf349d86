import { expect, it } from 'vitest';
import { PARTITIONS, upTo, type LogWorld } from './event-log-world.features.js';
import type { TopicPartition } from './event-log.js';
import { valueOf } from './reader-probe.js';

const ALL = upTo(PARTITIONS);

/** Where reading begins, stops and goes on: cases of the contract suite. */
export function describePositions(world: () => LogWorld): void {
  it('goes on after the last commit when it is started anew', async () => {
    const one = await world().open();
    const topic = await world().topic(one);
    const group = world().name('group');
    await one.append(
      topic,
      ALL.flatMap((p) => upTo(5).map((i) => world().record(p, `${i}`))),
    );
    const first = world().read(one, { group, topics: [topic] });
    await world().until(() => expect(first.records).toHaveLength(20));
    expect(await first.reader.commit(first.holding(0), 2)).toBe(true);
    expect(await first.reader.commit(first.holding(1), 5)).toBe(true);
    await one.close();

    const two = await world().open();
    expect([...(await two.committed(group, topic))].sort()).toEqual([
      [0, 2],
      [1, 5],
    ]);
    await two.append(topic, [world().record(1, 'new')]);
    const second = world().read(two, { group, topics: [topic] });
    await world().until(() => expect(second.records).toHaveLength(14));
    const values = (p: number): string[] =>
      second.records.filter(({ partition }) => partition === p).map(valueOf);
    expect(ALL.map(values)).toEqual([
      ['2', '3', '4'],
      ['new'],
      ['0', '1', '2', '3', '4'],
      ['0', '1', '2', '3', '4'],
    ]);
  });

  it('lets startAt decide instead of the commits, and asks it for each assignment', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const group = world().name('group');
    await log.append(
      topic,
      ALL.flatMap((p) => upTo(6).map((i) => world().record(p, `${i}`))),
    );
    const first = world().read(log, { group, topics: [topic] });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    for (const assignment of first.held) await first.reader.commit(assignment, 6);
    await first.reader.close();

    const asked: TopicPartition[] = [];
    const startAt = async (partition: TopicPartition): Promise<number> => {
      asked.push({ topic: partition.topic, partition: partition.partition });
      return partition.partition + 1;
    };
    const second = world().read(log, { group, topics: [topic], startAt });
    await world().until(() => expect(second.records).toHaveLength(5 + 4 + 3 + 2));
    for (const assignment of second.held) {
      expect(second.recordsOf(assignment)[0]?.offset).toBe(assignment.partition + 1);
    }
    expect(asked).toHaveLength(PARTITIONS);
    expect(asked).toEqual(expect.arrayContaining(ALL.map((partition) => ({ topic, partition }))));
    for (const assignment of second.held) await second.reader.commit(assignment, 6);
    await second.reader.close();
    const third = world().read(log, { group, topics: [topic], startAt });
    await world().until(() => expect(third.records).toHaveLength(5 + 4 + 3 + 2));
  });

  it('asks startAt again when it fails, and is down until it answers', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 1);
    await log.append(
      topic,
      upTo(4).map((i) => world().record(0, `${i}`)),
    );
    let failures = 2;
    const probe = world().read(log, {
      topics: [topic],
      startAt: async () => {
        if (failures-- > 0) throw new Error('the board is away');
        return 3;
      },
    });
    await world().until(() => expect(probe.values).toEqual(['3']));
    expect(probe.health.map(({ state }) => state)).toContain('down');
    await world().until(() => expect(probe.isUp).toBe(true));
  });

  it('begins at the earliest record when the wanted one was dropped', async (test) => {
    const { trim } = world().harness;
    if (trim === undefined) return test.skip('this log cannot be trimmed');
    const log = await world().open();
    const topic = await world().topic(log, 1);
    await log.append(
      topic,
      upTo(8).map((i) => world().record(0, `${i}`)),
    );
    await trim({ topic, partition: 0 }, 5);
    expect(await log.ranges(topic)).toEqual([{ topic, partition: 0, earliest: 5, end: 8 }]);
    const asked = world().read(log, { topics: [topic], startAt: async () => 2 });
    await world().until(() => expect(asked.values).toEqual(['5', '6', '7']));
    const fresh = world().read(log, { topics: [topic] });
    await world().until(() => expect(fresh.values).toEqual(['5', '6', '7']));
    fresh.reader.seek(fresh.holding(0), 0);
    await world().until(() => expect(fresh.values).toEqual(['5', '6', '7', '5', '6', '7']));
  });

  it('drops what lies below an offset when it is trimmed, and nothing from it on', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 2);
    for (const partition of [0, 1]) {
      await log.append(
        topic,
        upTo(8).map((i) => world().record(partition, `${partition}-${i}`)),
      );
    }
    const place = { topic, partition: 0 };

    await log.trim(place, 6);
    await log.trim(place, 3);

    expect(await log.ranges(topic)).toEqual([
      { topic, partition: 0, earliest: 6, end: 8 },
      { topic, partition: 1, earliest: 0, end: 8 },
    ]);
    const probe = world().read(log, { topics: [topic] });
    await world().until(() => expect(probe.values).toHaveLength(10));
    expect(probe.values.filter((value) => value.startsWith('0'))).toEqual(['0-6', '0-7']);
    await log.append(topic, [world().record(0, 'next')]);
    await world().until(() => expect(probe.values.at(-1)).toBe('next'));
    const unknown = { topic: `${topic}-unknown`, partition: 0 };
    await expect(log.trim(unknown, 1)).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
  });

  it('never moves a commit of one assignment backwards', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 1);
    const group = world().name('group');
    await log.append(
      topic,
      upTo(200).map((i) => world().record(0, `${i}`)),
    );
    const probe = world().read(log, { group, topics: [topic] });
    await world().until(() => expect(probe.partitions).toEqual([0]));
    const assignment = probe.holding(0);
    const offsets = upTo(200).map((i) => ((i * 37) % 200) + 1);
    const answers = await Promise.all(offsets.map((o) => probe.reader.commit(assignment, o)));
    expect(answers.every(Boolean)).toBe(true);
    expect((await log.committed(group, topic)).get(0)).toBe(200);
    expect(await probe.reader.commit(assignment, 50)).toBe(true);
    expect((await log.committed(group, topic)).get(0)).toBe(200);
  });

  it('reads again from where it is told, back and forth', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    await log.append(
      topic,
      ALL.flatMap((p) => upTo(10).map((i) => world().record(p, `${i}`))),
    );
    const probe = world().read(log, { topics: [topic] });
    await world().until(() => expect(probe.records).toHaveLength(40));
    const assignment = probe.holding(2);
    probe.reader.seek(assignment, 4);
    await world().until(() => expect(probe.recordsOf(assignment)).toHaveLength(16));
    expect(probe.recordsOf(assignment)[10]?.offset).toBe(4);
    probe.reader.pause(assignment);
    await log.append(
      topic,
      upTo(4).map((i) => world().record(2, `later ${i}`)),
    );
    const before = probe.recordsOf(assignment).length;
    probe.reader.seek(assignment, 12);
    probe.reader.resume(assignment);
    await world().until(() => expect(probe.recordsOf(assignment)).toHaveLength(before + 2));
    expect(probe.recordsOf(assignment).slice(before).map(valueOf)).toEqual(['later 2', 'later 3']);
  });

  it('delivers nothing of before after a seek, also one made while records arrive', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 1);
    await log.append(
      topic,
      upTo(2_000).map((i) => world().record(0, `${i}`)),
    );
    const seeks = [1_500, 10, 700, 0];
    const begins: number[] = [];
    let sought = false;
    const probe = world().read(
      log,
      { topics: [topic] },
      {
        onRecords: (assignment, records) => {
          if (sought) begins.push(records[0]!.offset);
          const target = seeks.shift();
          sought = target !== undefined;
          if (target !== undefined) probe.reader.seek(assignment, target);
        },
      },
    );
    await world().until(() => expect(probe.records.at(-1)?.offset).toBe(1_999));
    await world().until(() => expect(begins).toEqual([1_500, 10, 700, 0]));
    const last = probe.deliveries.findLastIndex(({ records }) => records[0]?.offset === 0);
    await world().until(() => {
      const offsets = probe.deliveries.slice(last).flatMap((d) => d.records.map((r) => r.offset));
      expect(offsets).toEqual(upTo(2_000));
    });
  });

  it('holds a paused partition while the others flow, and goes on without loss', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const probe = world().read(log, { topics: [topic] });
    await world().until(() => expect(probe.partitions).toEqual(ALL));
    const paused = probe.holding(3);
    probe.reader.pause(paused);
    // One round to let what is under way arrive, then the ones that must not.
    await log.append(
      topic,
      ALL.map((p) => world().record(p, 'first')),
    );
    await world().until(() => expect(probe.values.length).toBeGreaterThanOrEqual(3));
    for (const i of upTo(5)) {
      await log.append(
        topic,
        ALL.map((p) => world().record(p, `${i}`)),
      );
      await world().until(() => expect(probe.recordsOf(probe.holding(0))).toHaveLength(i + 2));
    }
    await world().until(() => expect(probe.recordsOf(probe.holding(1))).toHaveLength(6));
    expect(probe.recordsOf(paused).length).toBeLessThanOrEqual(1);
    probe.reader.resume(paused);
    await world().until(() => expect(probe.recordsOf(paused)).toHaveLength(6));
    expect(probe.recordsOf(paused).map(({ offset }) => offset)).toEqual(upTo(6));
  });

  it('keeps a bounded part in memory when its reader is slower than the writer', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 1);
    const filler = 'x'.repeat(1_000);
    const total = 20_000;
    let waiting: (() => void) | undefined;
    const probe = world().read(
      log,
      { topics: [topic] },
      {
        onRecords: (assignment) => {
          probe.reader.pause(assignment);
          waiting = () => probe.reader.resume(assignment);
        },
      },
    );
    await Promise.all(
      upTo(20).map((i) =>
        log.append(
          topic,
          upTo(total / 20).map((n) => world().record(0, `${i}:${n}:${filler}`)),
        ),
      ),
    );
    await world().until(() => expect(probe.records.length).toBeGreaterThan(0));
    // Absence: within this window a reader that did not hold would have delivered all.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(probe.records.length).toBeLessThan(total / 2);
    await world().until(() => {
      waiting?.();
      waiting = undefined;
      expect(probe.records.length).toBe(total);
    });
    expect(probe.records.map(({ offset }) => offset)).toEqual(upTo(total));
  });

  it('delivers a record that is none of ours as its bytes, and goes on', async () => {
    const log = await world().open();
    const topic = await world().topic(log, 1);
    const garbage = Uint8Array.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
    const probe = world().read(log, { topics: [topic] });
    const foreign = { topic, partition: 0, headers: {} };
    const headers = { 'Ünusual Héader': '\u0000\n"{', __proto__x: '{}', ce_id: '' };
    const { appendForeign } = world().harness;
    await log.append(topic, [{ key: '', value: garbage, headers }]);
    await appendForeign?.({ ...foreign, key: null, value: garbage });
    await appendForeign?.({ ...foreign, key: 'k', value: null });
    await log.append(topic, [{ key: 'k', value: '', headers: {} }]);
    await log.append(topic, [{ key: 'k', value: 'fine', headers: {} }]);
    await world().until(() => expect(probe.values.at(-1)).toBe('fine'));
    const seen = probe.records.map(({ key, value }) => [key, value && [...value]]);
    const middle = [
      [null, [...garbage]],
      ['k', null],
    ];
    expect(seen.slice(0, -1)).toEqual([
      ['', [...garbage]],
      ...(appendForeign === undefined ? [] : middle),
      ['k', []],
    ]);
    expect(probe.records[0]?.headers).toEqual(headers);
  });
}
