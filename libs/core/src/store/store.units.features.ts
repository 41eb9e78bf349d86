import { expect, it } from 'vitest';
import {
  benchOf,
  eventOf,
  gate,
  leaseOn,
  outcomeOf,
  requestFor,
  verdict,
  type StoreSetup,
} from './store-harness.js';

export function describeUnits<Tx>(setup: StoreSetup<Tx>): void {
  it('shows writes, outcome and outbox rows of a unit together, and none of them before', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const before: unknown[] = [];

    const result = await bench.store.unit(requestFor('orders.1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      before.push(await bench.read(other.reader, 'a'), await other.outcome('orders.1'));
      return verdict({ outcome: outcomeOf('orders.1'), outbox: [eventOf('placed')] });
    });

    expect(before).toEqual([undefined, undefined]);
    expect(result).toEqual({ kind: 'committed', outcome: outcomeOf('orders.1') });
    expect(await bench.read(other.reader, 'a')).toBe(1);
    expect(await other.outcome('orders.1')).toEqual(outcomeOf('orders.1'));
    const lease = await other.takePublisherLease('p', 60_000);
    expect(await other.claimOutbox(lease!, 10)).toEqual([
      { ...eventOf('placed'), publishNumber: 1 },
    ]);
  });

  it('reads its own writes', async () => {
    const bench = await benchOf(setup);
    const seen: unknown[] = [];

    await bench.store.unit(requestFor('r'), async (tx) => {
      await bench.write(tx, 'a', 1);
      seen.push(await bench.read(tx, 'a'), await bench.add(tx, 'a', 4), await bench.read(tx, 'a'));
      return verdict();
    });

    expect(seen).toEqual([1, 5, 5]);
    expect(await bench.committed('a')).toBe(5);
  });

  it('passes on the error of the work and keeps nothing, not even the inbox row', async () => {
    const bench = await benchOf(setup);
    const error = new Error('the handler broke');

    const failed = bench.store.unit(requestFor('r'), async (tx) => {
      await bench.write(tx, 'a', 1);
      throw error;
    });

    await expect(failed).rejects.toBe(error);
    expect(await bench.committed('a')).toBeUndefined();
    expect(await bench.keep('r', 'a', 2)).toEqual({ kind: 'committed' });
    expect(await bench.committed('a')).toBe(2);
  });

  it('answers a repeat with the stored outcome and does not run its work', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const outcome = outcomeOf('orders.1', {
      text: 'naïve 😀 \u0000 \ud800',
      list: [1, null, { a: true }],
    });
    await bench.keep('orders.1', 'a', 1, { outcome });
    let ran = 0;

    const repeat = await other.unit(requestFor('orders.1'), async (tx) => {
      ran += 1;
      await bench.write(tx, 'a', 2);
      return verdict({ outcome: outcomeOf('orders.1', 'another') });
    });

    expect(repeat).toEqual({ kind: 'repeat', outcome });
    expect(ran).toBe(0);
    expect(await bench.committed('a')).toBe(1);
  });

  it('answers a repeat of a record without an outcome', async () => {
    const bench = await benchOf(setup);
    await bench.keep('event-1', 'a', 1);

    expect(await bench.keep('event-1', 'a', 2)).toEqual({ kind: 'repeat' });
    expect(await bench.committed('a')).toBe(1);
  });

  it('lets two consumers handle one record, each of them once', async () => {
    const bench = await benchOf(setup);
    await bench.keep('seed', 'a', 0);
    const add = (consumer: string) =>
      bench.store.unit(requestFor('event-1', { consumer }), async (tx) => {
        await bench.add(tx, 'a', 1);
        return verdict();
      });

    const results = [await add('mail'), await add('stock'), await add('mail'), await add('stock')];

    expect(results.map(({ kind }) => kind)).toEqual(['committed', 'committed', 'repeat', 'repeat']);
    expect(await bench.committed('a')).toBe(2);
  });

  it('drops the writes of a rejection and keeps its outcome, inbox row, outbox rows and dead letter', async () => {
    const bench = await benchOf(setup);
    await bench.keep('seed', 'a', 1);
    const deadLetter = {
      ...{ consumer: 'commands', topic: 'orders.commands', partition: 0, offset: 7, key: 'k' },
      ...{ value: new Uint8Array([0, 255]), headers: {}, code: 'COMMAND_FAILED', message: 'no' },
      ...{ attempts: 3, at: '2026-11-21T10:00:00.000Z' },
    };

    const result = await bench.store.unit(requestFor('orders.1'), async (tx) => {
      await bench.add(tx, 'a', 41);
      await bench.write(tx, 'b', 1);
      return {
        ...{ writes: 'discard', outcome: outcomeOf('orders.1'), deadLetter },
        outbox: [eventOf('dead letter')],
      };
    });

    expect(result).toEqual({ kind: 'committed', outcome: outcomeOf('orders.1') });
    expect([await bench.committed('a'), await bench.committed('b')]).toEqual([1, undefined]);
    expect(await bench.store.outcome('orders.1')).toEqual(outcomeOf('orders.1'));
    expect(await bench.store.deadLetters({}, 10)).toMatchObject([deadLetter]);
    const lease = await bench.store.takePublisherLease('p', 60_000);
    expect(await bench.store.claimOutbox(lease!, 10)).toHaveLength(1);
    expect(await bench.keep('orders.1', 'a', 9)).toEqual({
      kind: 'repeat',
      outcome: outcomeOf('orders.1'),
    });
  });

  it('can still reject after a statement that the database refused', async () => {
    const bench = await benchOf(setup);

    const result = await bench.store.unit(requestFor('orders.1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      await expect(bench.violate(tx)).rejects.toThrow();
      return verdict({ writes: 'discard', outcome: outcomeOf('orders.1') });
    });

    expect(result.kind).toBe('committed');
    expect(await bench.committed('a')).toBeUndefined();
    expect(await bench.store.outcome('orders.1')).toEqual(outcomeOf('orders.1'));
  });

  it('does not keep writes after a statement that the database refused', async () => {
    const bench = await benchOf(setup);
    let refusal: unknown;

    const kept = bench.store.unit(requestFor('orders.1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      refusal = await bench.violate(tx).catch((error: unknown) => error);
      return verdict({ outcome: outcomeOf('orders.1') });
    });

    // Engines differ in what they do after a refused statement; handlers must not come to depend on it.
    const error = await kept.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect([error, (error as Error).cause]).toContain(refusal);
    expect(await bench.committed('a')).toBeUndefined();
    expect(await bench.store.outcome('orders.1')).toBeUndefined();
    expect((await bench.keep('orders.1', 'a', 2)).kind).toBe('committed');
  });

  it.each(['under a fence', 'without a fence'])(
    'runs units of one record at once, %s, to one commit and repeats',
    async (how) => {
      const bench = await benchOf(setup);
      const other = await bench.another();
      await bench.keep('seed', 'a', 0);
      const lease = await bench.store.takeLease(leaseOn(0), 'ada');
      const fenced = how === 'under a fence' ? { fence: lease } : {};
      const began = gate();
      let ran = 0;
      const run = (store: typeof other) =>
        store.unit(requestFor('orders.1', fenced), async (tx) => {
          ran += 1;
          began.open();
          await bench.add(tx, 'a', 1);
          return verdict({ outcome: outcomeOf('orders.1', ran) });
        });

      const results = await Promise.all([
        run(bench.store),
        began.opened.then(() => run(other)),
        run(bench.store),
      ]);

      expect(ran).toBe(1);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'repeat', 'repeat']);
      expect(results.map(({ outcome }) => outcome)).toEqual(
        Array(3).fill(outcomeOf('orders.1', 1)),
      );
      expect(await bench.committed('a')).toBe(1);
    },
  );

  it('runs the second of two units of one record when the first fails', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const began = gate();
    const first = bench.store.unit(requestFor('r'), async (tx) => {
      await bench.write(tx, 'a', 1);
      began.open();
      throw new Error('first');
    });
    await began.opened;

    const second = other.unit(requestFor('r'), async (tx) => {
      await bench.write(tx, 'a', 2);
      return verdict();
    });

    await expect(first).rejects.toThrow('first');
    expect(await second).toEqual({ kind: 'committed' });
    expect(await bench.committed('a')).toBe(2);
  });
}
