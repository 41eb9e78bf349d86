import { describe, expect, it } from 'vitest';
import { MemoryDatabase } from './memory-database.js';
import { createMemoryStore } from './memory-store.js';
import { requestFor, verdict } from './store-harness.js';
import { describeStore } from './store.features.js';

describeStore('The in-memory store', async () => {
  const database = new MemoryDatabase();
  return {
    open: async () => createMemoryStore({ database }),
    write: (tx, id, n) => tx.set(id, n),
    read: (tx, id) => tx.get<number>(id),
    add: async (tx, id, delta) => {
      const n = ((await tx.get<number>(id)) ?? Number.NaN) + delta;
      await tx.set(id, n);
      return n;
    },
    violate: (tx) => tx.fail('the row exists'),
    dispose: async () => undefined,
  };
});

describe('The in-memory store', () => {
  it('lists keys by prefix, with the own writes of a unit', async () => {
    const store = createMemoryStore();
    await store.unit(requestFor('r1'), async (tx) => {
      await tx.set('order:1', { lines: [1] });
      await tx.set('customer:1', {});
      return verdict();
    });
    let seen: readonly string[] = [];
    await store.unit(requestFor('r2'), async (tx) => {
      await tx.set('order:2', {});
      await tx.delete('order:1');
      seen = await tx.keys('order:');
      return verdict();
    });

    expect(seen).toEqual(['order:2']);
    expect(await store.reader.keys('')).toEqual(['customer:1', 'order:2']);
  });

  it('copies values, so that nobody changes a row by accident', async () => {
    const store = createMemoryStore();
    const order = { lines: [1] };
    await store.unit(requestFor('r1'), async (tx) => {
      await tx.set('order', order);
      return verdict();
    });
    order.lines.push(2);

    expect(await store.reader.get('order')).toEqual({ lines: [1] });
  });

  it('runs a unit again that counted rows to which another added one meanwhile', async () => {
    const database = new MemoryDatabase();
    const store = createMemoryStore({ database });
    const counts: number[] = [];

    await store.unit(requestFor('r1'), async (tx) => {
      counts.push((await tx.keys('order:')).length);
      if (counts.length === 1) {
        await store.unit(requestFor('r2'), async (other) => {
          await other.set('order:1', {});
          return verdict();
        });
      }
      return verdict();
    });

    expect(counts).toEqual([0, 1]);
  });

  it('is away when its database is, and comes back with it', async () => {
    const database = new MemoryDatabase();
    const store = createMemoryStore({ database });
    database.isAvailable = false;

    const away = { code: 'UNAVAILABLE' };
    await expect(store.ping()).rejects.toMatchObject(away);
    await expect(store.unit(requestFor('r'), async () => verdict())).rejects.toMatchObject(away);

    database.isAvailable = true;
    expect(await store.unit(requestFor('r'), async () => verdict())).toEqual({ kind: 'committed' });
  });
});
