import { describe, expect, it } from 'vitest';
import { Defect } from '../deliver/failures.js';
import { staysSo } from '../dispatch/dispatch.fixture.spec.js';
import { RetryFixture, TOPIC, until, type Fate } from './retry.fixture.spec.js';

const LEASE = { consumer: 'commands', topic: TOPIC, partition: 0 };
/** Fails record 1 of key `a` for as long as it is told to. */
const failing = (): { fate: Fate; heal: () => void } => {
  let healed = false;
  return {
    heal: () => (healed = true),
    fate: ({ key, n }) => {
      if (key === 'a' && n === 1 && !healed) throw new Error('no paper');
    },
  };
};
const slow = { inPlace: 1, maxAttempts: 20, firstMs: 60_000, maxMs: 60_000 };

describe('a record that fails', () => {
  it('waits in the retry table after its fast tries; its key waits, others flow, the offset moves', async () => {
    const f = await RetryFixture.create();
    const { fate, heal } = failing();
    f.worker({ fate });
    for (const n of [1, 2, 3]) await f.send('a', n);
    await f.send('b', 1);

    await until(async () => expect(await f.effects('b')).toEqual([1]));
    await until(async () => expect((await f.log.committed(TOPIC, TOPIC)).get(0)).toBe(4));
    expect(await f.effects('a')).toEqual([]);
    heal();
    await until(async () => expect(await f.effects('a')).toEqual([1, 2, 3]));
    await until(async () => expect(await f.store.countParked()).toBe(0));
    await f.send('a', 4);
    await until(async () => expect(await f.effects('a')).toEqual([1, 2, 3, 4]));
  });

  it('is told as RETRYING with its tries, and then its outcome', async () => {
    const f = await RetryFixture.create();
    const { fate, heal } = failing();
    const id = await f.send('a', 1);
    const heard = await f.heard(id);
    f.worker({ fate });
    await until(() =>
      expect(heard.filter(({ state }) => state === 'RETRYING').at(-1)?.attempts).toBeGreaterThan(2),
    );
    heal();
    await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
    expect(heard.at(-1)?.attempts).toBeGreaterThan(3);
  });

  it('is given up after its last try: a dead letter with all its tries, FAILED at once, its key free', async () => {
    const f = await RetryFixture.create();
    const { fate } = failing();
    const id = await f.send('a', 1);
    const heard = await f.heard(id);
    await f.send('a', 2);
    f.worker({ fate, retry: { inPlace: 2, maxAttempts: 4, firstMs: 1, maxMs: 5 } });

    await until(() => expect(heard.at(-1)).toMatchObject({ state: 'FAILED', attempts: 4 }));
    await until(async () => expect(await f.effects('a')).toEqual([2]));
    expect(await f.store.deadLetters({}, 10)).toMatchObject([
      { offset: 0, attempts: 4, message: 'no paper', recordId: id },
    ]);
    expect(f.turns.filter((turn) => turn.startsWith('a 1'))).toEqual(
      [1, 2, 3, 4].map((attempt) => `a 1 ${attempt}`),
    );
  });

  it('is taken as its type says under the policy of its consumer', async () => {
    const f = await RetryFixture.create();
    const fate: Fate = ({ n }) => {
      if (n === 1) throw new RangeError('for ever');
      if (n === 2) throw new TypeError('once more');
    };
    const retry = {
      ...slow,
      classify: (error: unknown) =>
        error instanceof RangeError
          ? ('defect' as const)
          : { maxAttempts: 2, inPlace: 2, firstMs: 1, maxMs: 1 },
    };
    f.worker({ fate, retry });
    await f.send('a', 1);
    await f.send('b', 2);

    await until(async () => expect(await f.store.countDeadLetters({})).toBe(2));
    expect(f.turns.sort()).toEqual(['a 1 1', 'b 2 1', 'b 2 2']);
  });

  it('keeps its key blocked over a takeover, and its time', async () => {
    const f = await RetryFixture.create();
    const { fate } = failing();
    const first = f.worker({ fate, retry: slow });
    await f.send('a', 1);
    await until(async () => expect(await f.store.countParked()).toBe(1));
    first.die();
    f.worker({ retry: slow });
    await f.send('a', 2);
    await f.send('b', 1);

    await until(async () => expect(await f.effects('b')).toEqual([1]));
    await until(async () => expect(await f.store.countParked()).toBe(2));
    await staysSo(100, () => expect(f.turns.filter((t) => t.startsWith('a'))).toEqual(['a 1 1']));
    const [blocked] = await f.store.blockedKeys(LEASE);
    expect(blocked?.rows).toBe(2);
    expect(blocked?.dueInMs).toBeGreaterThan(25_000);
  });

  it('pauses its partition when too many wait behind it, which goes on once they are fewer', async () => {
    const f = await RetryFixture.create();
    const { fate, heal } = failing();
    const told: number[] = [];
    f.worker({
      fate,
      retries: { maxRowsPerKey: 3, onFull: (partitions) => told.push(partitions.length) },
    });
    for (let n = 1; n <= 10; n++) await f.send('a', n);
    await until(() => expect(told).toEqual([1]));
    await f.send('b', 1);
    await staysSo(100, () => expect(f.turns.some((turn) => turn.startsWith('b'))).toBe(false));
    expect(await f.store.countParked()).toBe(3);
    expect((await f.log.committed(TOPIC, TOPIC)).get(0) ?? 0).toBeLessThanOrEqual(3);

    heal();

    await until(async () => expect(await f.effects('b')).toEqual([1]));
    await until(async () => expect(await f.effects('a')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
    expect(told.at(-1)).toBe(0);
  });

  it('comes back from the dead when it is replayed: in the order of its key, with an outcome that supersedes', async () => {
    const f = await RetryFixture.create();
    let healed = false;
    const fate: Fate = ({ n }) => {
      if (n < 3 && !healed) throw new Defect('a bug');
    };
    f.worker({ fate });
    const id = await f.send('a', 1);
    await f.send('a', 2);
    await f.send('a', 3);
    await until(async () => expect(await f.effects('a')).toEqual([3]));
    await until(async () => expect(await f.store.countDeadLetters({})).toBe(2));
    const heard = await f.heard(id);
    expect((await f.store.outcome(id))?.update).toMatchObject({ state: 'FAILED', version: 1 });

    healed = true;
    await f.store.replayDeadLetters({}, 10, { firstInMs: 0, everyMs: 0 });

    await until(async () => expect(await f.effects('a')).toEqual([3, 1, 2]));
    await until(() => expect(heard.at(-1)).toMatchObject({ state: 'SUCCEEDED', version: 2 }));
    expect((await f.store.outcome(id))?.update).toMatchObject({ state: 'SUCCEEDED', version: 2 });
    expect(await f.store.countParked()).toBe(0);
  });

  it('dies again when it is replayed in vain, under the next version', async () => {
    const f = await RetryFixture.create();
    f.worker({
      fate: () => {
        throw new Defect('a bug');
      },
    });
    const id = await f.send('a', 1);
    for (const replays of [1, 2]) {
      await until(async () => expect(await f.store.countDeadLetters({})).toBe(1));
      await f.store.replayDeadLetters({}, 10, { firstInMs: 0, everyMs: 0 });
      await until(async () =>
        expect(await f.store.deadLetters({}, 10)).toMatchObject([{ replays }]),
      );
      expect((await f.store.outcome(id))?.update).toMatchObject({
        state: 'FAILED',
        version: replays + 1,
      });
    }
  });

  it('is delivered anew in a namespace of its own without touching what was told', async () => {
    const f = await RetryFixture.create();
    f.worker();
    const id = await f.send('a', 1);
    await until(async () => expect(await f.effects('a')).toEqual([1]));
    const before = (await f.store.outcome(id))?.update;
    const record = f.cluster.slice({ topic: TOPIC, partition: 0 }, 0, 1)[0];
    const parked = {
      ...{ consumer: 'commands', record: record as NonNullable<typeof record>, recordId: id },
      ...{ attempts: 0, replays: 0, namespace: 'again', dueInMs: 0 },
    };
    expect(await f.store.addParked([parked])).toBe(1);
    await until(async () => expect(await f.effects('a')).toEqual([1, 1]));
    await until(async () => expect(await f.store.countParked()).toBe(0));
    await f.store.addParked([parked]);
    await until(async () => expect(await f.store.countParked()).toBe(0));

    expect(await f.effects('a')).toEqual([1, 1]);
    expect((await f.store.outcome(id))?.update).toEqual(before);
  });
});
