import { expect, it } from 'vitest';
import {
  benchOf,
  eventOf,
  eventually,
  requestFor,
  verdict,
  type StoreSetup,
} from './store-harness.js';
import type { ClaimedRecord, OutboxRecord, PublisherLease, Store } from './store.js';

const LONG_MS = 60_000;

async function publisherOf<Tx>(store: Store<Tx>): Promise<PublisherLease> {
  const lease = await store.takePublisherLease('the publisher', LONG_MS);
  if (!lease) throw new Error('somebody else holds the right to publish');
  return lease;
}

export function describeOutbox<Tx>(setup: StoreSetup<Tx>): void {
  it('gives back records as they were left, in the order of their verdict', async () => {
    const bench = await benchOf(setup);
    const outbox: OutboxRecord[] = [
      { topic: 't', key: '', value: '', headers: {} },
      {
        topic: 't',
        key: 'ключ "\\,{}',
        value: '{"a":"b\\"c\\\\"}',
        headers: { ce_id: 'x', tracé: '∞' },
      },
      {
        topic: 't.dlq',
        key: 'k',
        value: new Uint8Array([0, 1, 127, 128, 255]),
        headers: { a: '' },
      },
      { topic: 't', key: 'k\u0000k', value: 'v\u0000v', headers: { 'a\u0000': '\u0000' } },
      ...Array.from({ length: 20 }, (_, i) => eventOf(`e${i}`)),
    ];
    await bench.keep('r', 'a', 1, { outbox });

    const lease = await publisherOf(bench.store);
    const claimed = await bench.store.claimOutbox(lease, 100);

    const expected = outbox.map((record, i) => ({ ...record, publishNumber: i + 1 }));
    expect(claimed).toEqual(expected);
    expect(await bench.store.claimedOutbox(lease)).toEqual(expected);
  });

  it('claims no more than the limit, the oldest first', async () => {
    const bench = await benchOf(setup);
    for (const i of [1, 2, 3, 4, 5]) {
      await bench.keep(`r${i}`, 'a', i, { outbox: [eventOf(`e${i}`)] });
    }
    const lease = await publisherOf(bench.store);

    const values = [];
    for (let i = 0; i < 4; i += 1) {
      values.push((await bench.store.claimOutbox(lease, 2)).map(({ value }) => value));
    }

    expect(values).toEqual([['e1', 'e2'], ['e3', 'e4'], ['e5'], []]);
  });

  it('gives gapless numbers, once each, to claims made at once', async () => {
    const bench = await benchOf(setup);
    const outbox = Array.from({ length: 50 }, (_, i) => eventOf(`e${i}`));
    await bench.keep('r', 'a', 1, { outbox });
    const lease = await publisherOf(bench.store);

    const claims = await Promise.all(
      Array.from({ length: 6 }, () => bench.store.claimOutbox(lease, 10)),
    );

    const all = claims.flat().sort((a, b) => a.publishNumber - b.publishNumber);
    expect(all.map(({ publishNumber }) => publishNumber)).toEqual(outbox.map((_, i) => i + 1));
    expect(all.map(({ value }) => value)).toEqual(outbox.map(({ value }) => value));
  });

  it('numbers effects that depend on each other in the order in which they took effect', async () => {
    const bench = await benchOf(setup);
    const stores = [bench.store, await bench.another()];
    await bench.keep('seed', 'a', 0);
    const lease = await publisherOf(bench.store);
    const claimed: ClaimedRecord[] = [];
    let working = true;
    const publishing = (async () => {
      while (working) claimed.push(...(await bench.store.claimOutbox(lease, 3)));
    })();

    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        stores[i % 2]!.unit(requestFor(`r${i}`), async (tx) => {
          const n = await bench.add(tx, 'a', 1);
          return verdict({ outbox: [eventOf(String(n))] });
        }),
      ),
    );
    working = false;
    await publishing;
    claimed.push(...(await bench.store.claimOutbox(lease, 100)));

    const counted = Array.from({ length: 60 }, (_, i) => i + 1);
    expect(claimed.map(({ publishNumber }) => publishNumber)).toEqual(counted);
    expect(claimed.map(({ value }) => Number(value))).toEqual(counted);
  });

  it('leaves no row for work that was rolled back', async () => {
    const bench = await benchOf(setup);
    const lease = await publisherOf(bench.store);
    await bench.keep('r1', 'a', 1, { outbox: [eventOf('e1')] });
    await bench.keep('r1', 'a', 1, { outbox: [eventOf('repeat')] });
    const old = await bench.store.takeLease({ consumer: 'c', topic: 't', partition: 0 }, 'ada');
    await bench.store.takeLease({ consumer: 'c', topic: 't', partition: 0 }, 'bob');
    const fenced = bench.store.unit(requestFor('r2', { fence: old }), async () =>
      verdict({ outbox: [eventOf('fenced')] }),
    );
    await expect(fenced).rejects.toThrow();
    await bench.keep('r3', 'a', 1, { outbox: [eventOf('e2')] });

    const claimed = await bench.store.claimOutbox(lease, 10);

    expect(claimed).toMatchObject([
      { value: 'e1', publishNumber: 1 },
      { value: 'e2', publishNumber: 2 },
    ]);
  });

  it('wakes the publisher of the same process and of others', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const woken = { here: 0, there: 0, left: 0 };
    const here = bench.store.onOutbox(() => (woken.here += 1));
    const there = other.onOutbox(() => (woken.there += 1));
    const leaves = other.onOutbox(() => (woken.left += 1));

    // Listening may begin a little later than its call: commits go on until both were woken.
    let round = 0;
    await eventually('waking both', async () => {
      round += 1;
      await bench.keep(`r${round}`, 'a', round, { outbox: [eventOf(`e${round}`)] });
      return woken.here > 0 && woken.there > 0 && woken.left > 0 ? true : undefined;
    });
    await leaves.close();
    await leaves.close();
    const left = woken.left;
    const before = { ...woken };
    await eventually('waking those that stayed', async () => {
      round += 1;
      await bench.keep(`r${round}`, 'a', round, { outbox: [eventOf(`e${round}`)] });
      return woken.here > before.here && woken.there > before.there ? true : undefined;
    });

    expect(woken.left).toBe(left);
    await here.close();
    await there.close();
  });
}
