import { describe, expect, it } from 'vitest';
import { RetryFixture, TOPIC, until, type Fate, type TestWorker } from './retry.fixture.spec.js';

/** Work that never ends: the process dies in it. */
const never = new Promise<void>(() => undefined);

describe('a handler that takes its process down', () => {
  it('is parked after its second marked death; the records around it are handled, and nobody else is blamed', async () => {
    const f = await RetryFixture.create();
    const deaths: string[] = [];
    const killer = (worker: () => TestWorker): Fate => {
      return async ({ key, n }) => {
        if (key !== 'a' || n !== 1) return;
        deaths.push(`${key} ${n}`);
        worker().die();
        await never;
      };
    };
    for (const key of ['x', 'a', 'y', 'z']) await f.send(key, 1);
    await f.send('a', 2);

    for (let i = 0; i < 4; i++) {
      const worker: TestWorker = f.worker({ fate: killer(() => worker) });
      await until(async () => {
        const count = await f.store.countDeadLetters({});
        expect(deaths.length + count).toBe(i + 1);
      });
    }

    expect(deaths).toHaveLength(3);
    expect(await f.store.deadLetters({}, 10)).toMatchObject([
      { offset: 1, code: 'HANDLER_KILLED_PROCESS' },
    ]);
    await until(async () => expect(await f.effects('a')).toEqual([2]));
    for (const key of ['x', 'y', 'z']) {
      await until(async () => expect(await f.effects(key)).toEqual([1]));
    }
  });

  it('is parked as well when it comes from the retry table', async () => {
    const f = await RetryFixture.create();
    let deaths = 0;
    const fate =
      (worker: () => TestWorker): Fate =>
      async ({ attempt }) => {
        if (attempt === 1) throw new Error('later');
        deaths += 1;
        worker().die();
        await never;
      };
    await f.send('a', 1);
    for (let i = 0; i < 4; i++) {
      const worker: TestWorker = f.worker({ fate: fate(() => worker) });
      await until(async () => {
        expect(deaths + (await f.store.countDeadLetters({}))).toBe(i + 1);
      });
    }
    expect(deaths).toBe(3);
    expect(await f.store.countParked()).toBe(0);
  });

  it('is not blamed for two deaths of its process, of which one left a mark', async () => {
    const f = await RetryFixture.create();
    await f.send('a', 1);
    const first = f.worker({ fate: () => never });
    await until(() => expect(f.turns).toHaveLength(1));
    first.die();
    const second = f.worker({ fate: () => never });
    await until(() => expect(f.turns).toHaveLength(2));
    second.die();

    f.worker();

    await until(async () => expect(await f.effects('a')).toEqual([1]));
    expect(await f.store.countDeadLetters({})).toBe(0);
  });

  it('counts no orderly leave: however often workers come and go, nothing is parked', async () => {
    const f = await RetryFixture.create();
    const { fate, heal } = (() => {
      let healed = false;
      return {
        heal: () => (healed = true),
        fate: () => {
          if (!healed) throw new Error('not yet');
        },
      };
    })();
    await f.send('a', 1);
    for (let i = 0; i < 4; i++) {
      const worker = f.worker({ fate });
      const before = f.turns.length;
      await until(() => expect(f.turns.length).toBeGreaterThan(before));
      await worker.close();
      const lease = f.database.leases.get(JSON.stringify(['commands', TOPIC, 0]));
      expect(lease?.isReleased).toBe(true);
    }
    heal();
    f.worker({ fate });
    await until(async () => expect(await f.effects('a')).toEqual([1]));
    expect(await f.store.countDeadLetters({})).toBe(0);
  });

  it('runs what was in hand one at a time after a death, and side by side again beyond it', async () => {
    const f = await RetryFixture.create();
    const keys = ['a', 'b', 'c', 'd'];
    for (const key of keys) await f.send(key, 1);
    const first = f.worker({ fate: () => never });
    await until(() => expect(f.turns).toHaveLength(4));
    first.die();
    let running = 0;
    const most = { before: 0, after: 0 };
    f.worker({
      fate: async ({ n }) => {
        running += 1;
        const when = n === 1 ? 'before' : 'after';
        most[when] = Math.max(most[when], running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
      },
    });
    await until(async () => expect(await f.effects('d')).toEqual([1]));
    for (const key of keys) await f.send(key, 2);
    await until(async () => {
      for (const key of keys) expect(await f.effects(key)).toEqual([1, 2]);
    });
    expect(most).toEqual({ before: 1, after: 4 });
    // The dead one's four; with care four of their own; then as always.
    const each = (sharing: string | undefined) => keys.map(() => sharing);
    expect(f.sharings).toEqual([...each(undefined), ...each('never'), ...each(undefined)]);
    await until(() => {
      const lease = f.database.leases.get(JSON.stringify(['commands', TOPIC, 0]));
      expect(lease?.mark).toBeUndefined();
    });
  });
});
