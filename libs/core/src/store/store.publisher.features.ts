import { expect, it } from 'vitest';
import { benchOf, eventOf, eventually, verdict, type StoreSetup } from './store-harness.js';

const LONG_MS = 60_000;

export function describePublisher<Tx>(setup: StoreSetup<Tx>): void {
  it('gives the right to publish to one owner at a time', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();

    const answers = await Promise.all([
      bench.store.takePublisherLease('ada', LONG_MS),
      other.takePublisherLease('bob', LONG_MS),
    ]);

    const held = answers.filter((lease) => lease !== undefined);
    expect(held).toHaveLength(1);
    expect(await bench.store.takePublisherLease('cem', LONG_MS)).toBeUndefined();
  });

  it('renews the right for its holder, under the same epoch', async () => {
    const bench = await benchOf(setup);
    const first = await bench.store.takePublisherLease('ada', 150);

    // Renewed for long, it outlives the time it was first taken for.
    const renewed = await bench.store.takePublisherLease('ada', LONG_MS);
    expect(renewed).toEqual(first);
    const windowEnd = performance.now() + 300;
    while (performance.now() < windowEnd) {
      expect(await bench.store.takePublisherLease('bob', LONG_MS)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('passes the right on when its time is over, under a higher epoch and the same publisher', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const first = await bench.store.takePublisherLease('ada', 100);

    const second = await eventually('taking the expired right', () =>
      other.takePublisherLease('bob', LONG_MS),
    );

    expect(first?.publisher).toMatch(/.+/);
    expect(second).toEqual({ epoch: first!.epoch + 1, owner: 'bob', publisher: first!.publisher });
  });

  it('passes the right on at once when it was given back', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const first = await bench.store.takePublisherLease('ada', LONG_MS);

    await bench.store.releasePublisherLease(first!);

    const second = await other.takePublisherLease('bob', LONG_MS);
    expect(second?.epoch).toBeGreaterThan(first!.epoch);
    // Giving back what was lost meanwhile takes nothing from the new holder.
    await bench.store.releasePublisherLease(first!);
    expect(await bench.store.takePublisherLease('cem', LONG_MS)).toBeUndefined();
  });

  it('says what waits to be sent, and since when', async () => {
    const bench = await benchOf(setup);
    expect(await bench.store.outboxBacklog(0)).toEqual({ rows: 0 });
    const at = (second: number): string => `2026-11-21T10:00:0${second}.000Z`;
    for (const n of [1, 2, 3]) {
      const event = eventOf(`e${n}`);
      const outbox = [{ ...event, headers: { ...event.headers, ce_time: at(n) } }];
      await bench.keep(`r${n}`, 'a', n, { outbox });
    }
    expect(await bench.store.outboxBacklog(0)).toEqual({ rows: 3, oldestAt: at(1) });

    const lease = await bench.store.takePublisherLease('ada', LONG_MS);
    await bench.store.claimOutbox(lease!, 2);
    expect(await bench.store.outboxBacklog(0)).toEqual({ rows: 3, oldestAt: at(1) });
    expect(await bench.store.outboxBacklog(1)).toEqual({ rows: 2, oldestAt: at(2) });
    await bench.store.markSent(lease!, 2);
    expect(await bench.store.outboxBacklog(2)).toEqual({ rows: 1, oldestAt: at(3) });
  });

  it('refuses every step of a holder whose right was taken', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    await bench.keep('r1', 'a', 1, { outbox: [eventOf('e1')] });
    await bench.keep('r2', 'a', 2, { outbox: [eventOf('e2')] });
    const old = await bench.store.takePublisherLease('ada', LONG_MS);
    await bench.store.claimOutbox(old!, 1);
    await bench.store.releasePublisherLease(old!);
    const lease = await other.takePublisherLease('bob', LONG_MS);

    const lost = { code: 'LEASE_LOST' };
    await expect(bench.store.claimOutbox(old!, 1)).rejects.toMatchObject(lost);
    await expect(bench.store.claimedOutbox(old!)).rejects.toMatchObject(lost);
    await expect(bench.store.markSent(old!, 1)).rejects.toMatchObject(lost);

    expect(await other.claimedOutbox(lease!)).toMatchObject([{ value: 'e1', publishNumber: 1 }]);
    expect(await other.claimOutbox(lease!, 10)).toMatchObject([{ value: 'e2', publishNumber: 2 }]);
  });

  it('hands rows that were claimed and not sent to the successor, under the same numbers', async () => {
    const bench = await benchOf(setup);
    const outbox = ['e1', 'e2', 'e3', 'e4'].map((value) => eventOf(value));
    await bench.keep('r1', 'a', 1, { outbox });
    const old = await bench.store.takePublisherLease('ada', LONG_MS);
    const claimed = await bench.store.claimOutbox(old!, 3);
    await bench.store.markSent(old!, 1);
    await bench.store.close();

    const other = await bench.another();
    // A closed handle may have given its right back: the old owner's name takes it in any case.
    const lease = (await other.takePublisherLease('ada', LONG_MS))!;

    expect(await other.claimedOutbox(lease)).toEqual(claimed.slice(1));
    expect(await other.claimOutbox(lease, 10)).toMatchObject([{ value: 'e4', publishNumber: 4 }]);
    await other.markSent(lease, 4);
    expect(await other.claimedOutbox(lease)).toEqual([]);
    expect(await other.claimOutbox(lease, 10)).toEqual([]);
  });

  it('never gives a number twice, not even after all rows were sent and forgotten', async () => {
    const bench = await benchOf(setup);
    const numbers: number[] = [];
    for (const round of [1, 2, 3]) {
      const store = await bench.another();
      await store.unit(
        { inbox: { consumer: 'c', recordId: `r${round}` }, timeoutMs: LONG_MS },
        async () => verdict({ outbox: [eventOf('x'), eventOf('y')] }),
      );
      const lease = await store.takePublisherLease(`owner ${round}`, LONG_MS);
      const claimed = await store.claimOutbox(lease!, 10);
      numbers.push(...claimed.map(({ publishNumber }) => publishNumber));
      await store.markSent(lease!, Math.max(...numbers));
      await store.releasePublisherLease(lease!);
      await store.close();
    }

    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });
}
