import { expect, it } from 'vitest';
import { PARTITIONS, upTo, type LogWorld } from './event-log-world.features.js';
import { valueOf, type ReaderProbe } from './reader-probe.js';

const ALL = upTo(PARTITIONS);

const together = (...probes: readonly ReaderProbe[]): readonly number[] =>
  probes.flatMap((probe) => probe.partitions).sort((a, b) => a - b);

/** Sharing partitions and losing them: cases of the contract suite. */
export function describeGroups(world: () => LogWorld): void {
  it('delivers the records of a partition in offset order, each once', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const probe = world().read(log, { topics: [topic] });
    for (const i of upTo(40)) {
      await log.append(
        topic,
        [0, 1, 2, 3].map((p) => world().record(p, `${i}`)),
      );
    }
    await world().until(() => expect(probe.records).toHaveLength(160));
    for (const assignment of probe.held) {
      const records = probe.recordsOf(assignment);
      expect(records.map(({ offset }) => offset)).toEqual(upTo(40));
      expect(records.every((r) => r.partition === assignment.partition)).toBe(true);
      expect(records.map(valueOf)).toEqual(upTo(40).map(String));
    }
    expect(probe.isUp).toBe(true);
  });

  it('gives every group everything', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const probes = [world().read(log, { topics: [topic] }), world().read(log, { topics: [topic] })];
    await log.append(
      topic,
      ALL.map((p) => world().record(p, `v${p}`)),
    );
    for (const probe of probes) {
      await world().until(() => expect([...probe.values].sort()).toEqual(['v0', 'v1', 'v2', 'v3']));
    }
  });

  it('reads several topics', async () => {
    const log = await world().open();
    const topics = [await world().topic(log), await world().topic(log, 1)];
    const probe = world().read(log, { topics });
    await log.append(topics[0]!, [world().record(1, 'one')]);
    await log.append(topics[1]!, [world().record(1, 'two')]);
    await world().until(() => expect([...probe.values].sort()).toEqual(['one', 'two']));
    expect(probe.held).toHaveLength(PARTITIONS + 1);
  });

  it('shares the partitions among two readers, and gives all to the one that stays', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const group = world().name('group');
    const first = world().read(one, { group, topics: [topic] });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const second = world().read(two, { group, topics: [topic] });
    await world().until(() => {
      expect(together(first, second)).toEqual(ALL);
      expect(second.partitions).toHaveLength(2);
    });
    await one.append(
      topic,
      ALL.map((p) => world().record(p, `shared ${p}`)),
    );
    await world().until(() => expect(first.values.length + second.values.length).toBe(PARTITIONS));
    await first.reader.close();
    await world().until(() => expect(second.partitions).toEqual(ALL));
    await one.append(
      topic,
      ALL.map((p) => world().record(p, `later ${p}`)),
    );
    const later = ALL.map((p) => `later ${p}`);
    await world().until(() => expect(second.values).toEqual(expect.arrayContaining(later)));
  });

  it('hands over at once when a reader closes, long before its session would end', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const shared = { group: world().name('group'), topics: [topic], sessionTimeoutMs: 60_000 };
    const first = world().read(one, shared);
    const second = world().read(two, shared);
    await world().until(() => expect(second.partitions).toHaveLength(2));
    await first.reader.close();
    await world().until(() => expect(second.partitions).toEqual(ALL), 5_000);
  });

  it('makes a new assignment when a partition comes back, and voids the old one', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const group = world().name('group');
    const first = world().read(one, { group, topics: [topic] });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const old = first.held;
    await one.append(
      topic,
      ALL.flatMap((p) => upTo(9).map((i) => world().record(p, `${i}`))),
    );
    const second = world().read(two, { group, topics: [topic] });
    await world().until(() => expect(together(first, second)).toEqual(ALL));
    await world().until(() => expect(second.partitions).toHaveLength(2));
    const moved = second.partitions[0]!;
    const stale = old.find(({ partition }) => partition === moved)!;
    expect(stale.signal.aborted).toBe(true);
    expect(await second.reader.commit(second.holding(moved), 5)).toBe(true);
    await second.reader.close();
    await world().until(() => expect(first.partitions).toEqual(ALL));

    expect(first.holding(moved)).not.toBe(stale);
    expect(first.holding(moved).signal.aborted).toBe(false);
    expect(await first.reader.commit(stale, 3)).toBe(false);
    expect((await one.committed(group, topic)).get(moved)).toBe(5);
    first.reader.seek(stale, 0);
    first.reader.pause(stale);
    await world().until(() => expect(first.recordsOf(first.holding(moved))).toHaveLength(4));
    expect(first.recordsOf(first.holding(moved))[0]?.offset).toBe(5);
  });

  it('ends an assignment once its revocation was waited for', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const group = world().name('group');
    await one.append(
      topic,
      ALL.flatMap((p) => upTo(4).map((i) => world().record(p, `${i}`))),
    );
    const answers = new Map<number, boolean>();
    const first = world().read(
      one,
      { group, topics: [topic] },
      {
        // Work in hand is finished and committed while the partition is still held, where it is.
        onRevoked: async (assignment) => {
          await Promise.resolve();
          answers.set(assignment.partition, await first.reader.commit(assignment, 2));
        },
      },
    );
    await world().until(() => expect(first.records).toHaveLength(16));
    const old = first.held;
    const second = world().read(two, { group, topics: [topic] });
    await world().until(() => {
      expect(second.partitions).toHaveLength(2);
      for (const { partition } of second.held) expect(answers.has(partition)).toBe(true);
    });
    for (const assignment of second.held) {
      expect(old.find(({ partition }) => partition === assignment.partition)?.signal.aborted).toBe(
        true,
      );
      const from = answers.get(assignment.partition) ? 2 : 0;
      await world().until(() => expect(second.recordsOf(assignment).length).toBe(4 - from));
      expect(second.recordsOf(assignment)[0]?.offset).toBe(from);
    }
  });

  it('does not wait for a revocation longer than it was told', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const group = world().name('group');
    const stuck = { group, topics: [topic], revokeTimeoutMs: 200, sessionTimeoutMs: 60_000 };
    const first = world().read(one, stuck, { onRevoked: () => new Promise(() => undefined) });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const second = world().read(two, stuck);
    await world().until(() => expect(second.partitions).toHaveLength(2));
    await first.reader.close();
    await world().until(() => expect(second.partitions).toEqual(ALL));
  });

  it('closes with work in flight: commits in onRevoked count, nothing is delivered after', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const group = world().name('group');
    const aborted: boolean[] = [];
    const first = world().read(
      one,
      { group, topics: [topic] },
      {
        onRevoked: async (assignment) => {
          aborted.push(assignment.signal.aborted);
          if (assignment.partition === 1)
            expect(await first.reader.commit(assignment, 3)).toBe(true);
        },
      },
    );
    await one.append(
      topic,
      upTo(5).map((i) => world().record(1, `${i}`)),
    );
    await world().until(() => expect(first.records).toHaveLength(5));
    const held = first.held;
    const closing = first.reader.close();
    const appended = one.append(
      topic,
      ALL.map((p) => world().record(p, 'after')),
    );
    await Promise.all([closing, first.reader.close(), appended]);
    const seen = first.records.length;
    expect(aborted).toEqual([false, false, false, false]);
    expect(held.every(({ signal }) => signal.aborted)).toBe(true);
    expect(await first.reader.commit(held[0]!, 1)).toBe(false);

    const second = world().read(two, { group, topics: [topic] });
    await world().until(() => expect(second.values.filter((v) => v === 'after')).toHaveLength(4));
    const rest = second.records.filter(({ partition }) => partition === 1).map(valueOf);
    expect(rest).toEqual(['3', '4', 'after']);
    expect(first.records).toHaveLength(seen);
    expect(first.deliveries.every(({ records }) => records.length > 0)).toBe(true);
  });

  it('delivers nothing of a partition once its revocation has begun', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const other = world().read(two, { topics: [topic] });
    const late: string[] = [];
    const revoking = new Set<number>();
    const first = world().read(
      one,
      { topics: [topic] },
      {
        onRevoked: async ({ partition }) => {
          revoking.add(partition);
          await two.append(topic, [world().record(partition, `late ${partition}`)]);
          await world().until(() => expect(other.values).toContain(`late ${partition}`));
        },
        onRecords: ({ partition }, records) => {
          if (revoking.has(partition)) late.push(...records.map(valueOf));
        },
      },
    );
    await world().until(() => expect([first.partitions, other.partitions]).toEqual([ALL, ALL]));
    await first.reader.close();
    expect(revoking.size).toBe(PARTITIONS);
    expect(late).toEqual([]);
  });

  it('closes its readers with the handle', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const shared = { group: world().name('group'), topics: [topic], sessionTimeoutMs: 60_000 };
    const first = world().read(one, shared);
    await world().until(() => expect(first.partitions).toEqual(ALL));
    await one.close();
    expect(first.revoked).toHaveLength(PARTITIONS);
    const second = world().read(two, shared);
    await world().until(() => expect(second.partitions).toEqual(ALL), 5_000);
  });

  it('closes a reader that has not joined yet', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const group = world().name('group');
    await world()
      .read(log, { group, topics: [topic], sessionTimeoutMs: 60_000 })
      .reader.close();
    const next = world().read(log, { group, topics: [topic] });
    await world().until(() => expect(next.partitions).toEqual(ALL));
  });

  it('keeps what it was to give to a reader that closes while it waits for it', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const patient = { revokeTimeoutMs: 20_000, sessionTimeoutMs: 60_000 };
    const shared = { group: world().name('group'), topics: [topic], ...patient };
    const gate = Promise.withResolvers<void>();
    const first = world().read(one, shared, { onRevoked: () => gate.promise });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const second = world().read(two, shared);
    await world().until(() => expect(first.revoked.length).toBeGreaterThan(0));
    const begin = performance.now();
    await second.reader.close();
    expect(performance.now() - begin).toBeLessThan(3_000);
    gate.resolve();
    await world().until(() => expect(first.partitions).toEqual(ALL), 5_000);
    expect(second.assigned).toEqual([]);
  });

  it('gives a topic to the one who wants it, whoever else is in the group', async () => {
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const later = world().name('topic');
    const group = world().name('group');
    const first = world().read(one, { group, topics: [topic] });
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const second = world().read(two, { group, topics: [topic, later] });
    await world().until(() => expect(second.held.length).toBeGreaterThan(0));
    await one.createTopics([{ name: later, partitions: 1 }]);
    await one.append(later, [world().record(0, 'wanted by one')]);
    await world().until(() => expect(second.values).toEqual(['wanted by one']));
    await world().until(() => expect(second.isUp).toBe(true));
    expect(together(first, second)).toEqual([0, ...ALL]);
    expect(first.held.every((assignment) => assignment.topic === topic)).toBe(true);
  });

  it('goes on when a listener throws', async () => {
    const log = await world().open();
    const topic = await world().topic(log);
    const fail = (): never => {
      throw new Error('a bug in the listener');
    };
    const group = world().name('group');
    const hooks = { onAssigned: fail, onRecords: fail, onHealth: fail, onRevoked: fail };
    const probe = world().read(log, { group, topics: [topic] }, hooks);
    await world().until(() => expect(probe.partitions).toEqual(ALL));
    await log.append(topic, [world().record(0, 'first')]);
    await world().until(() => expect(probe.values).toEqual(['first']));
    await log.append(topic, [world().record(0, 'second'), world().record(1, 'third')]);
    await world().until(() =>
      expect([...probe.values].sort()).toEqual(['first', 'second', 'third']),
    );
    await probe.reader.close();
    const next = world().read(log, { group, topics: [topic] });
    await world().until(() => expect(next.partitions).toEqual(ALL));
  });

  it('waits for a topic that does not exist yet, and says so', async () => {
    const log = await world().open();
    const name = world().name('topic');
    const probe = world().read(log, { topics: [name] });
    await world().until(() => expect(probe.health.at(-1)?.state).toBe('down'));
    await log.createTopics([{ name, partitions: PARTITIONS }]);
    await log.append(name, [world().record(0, 'at last')]);
    await world().until(() => expect(probe.values).toEqual(['at last']));
    expect(probe.isUp).toBe(true);
  });

  it('voids the assignments of a reader that was cut off, and gives them to others', async (test) => {
    const { cut } = world().harness;
    if (cut === undefined) return test.skip('this log cannot be cut off');
    const [one, two] = [await world().open(), await world().open()];
    const topic = await world().topic(one);
    const shared = { group: world().name('group'), topics: [topic], sessionTimeoutMs: 6_000 };
    const first = world().read(one, shared);
    await world().until(() => expect(first.partitions).toEqual(ALL));
    const held = first.held;
    expect(await first.reader.commit(held[0]!, 0)).toBe(true);
    await cut(one);
    const second = world().read(two, shared);
    await world().until(() => expect(second.partitions).toEqual(ALL));
    await world().until(() => expect(first.health.at(-1)?.state).toBe('down'));
    await world().until(() => expect(held.every(({ signal }) => signal.aborted)).toBe(true));
    const taken = second.holding(held[0]!.partition);
    await second.reader.commit(taken, 7);
    expect(await first.reader.commit(held[0]!, 3)).toBe(false);
    expect((await two.committed(shared.group, topic)).get(taken.partition)).toBe(7);
  });
}
