import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { UnitSharing } from '@metamorphosis/core';
import { tempDirectory } from '../testing/temp-directory.js';
import { createEmbeddedStore, type EmbeddedStore } from './embedded-store.js';

interface Tables {
  readonly thing: { readonly id: string };
}

const keep = { writes: 'keep', outbox: [] } as const;
const request = (recordId: string, timeoutMs = 10_000) => ({
  inbox: { consumer: 'c', recordId },
  timeoutMs,
});

async function aStore(): Promise<EmbeddedStore<Tables>> {
  const store = createEmbeddedStore<Tables>({ file: join(await tempDirectory(), 'service.db') });
  onTestFinished(() => store.close());
  await store.migrateService({
    '001': {
      up: (db) =>
        db.schema
          .createTable('thing')
          .addColumn('id', 'text', (it) => it.primaryKey())
          .execute(),
    },
  });
  return store;
}

const ids = async (store: EmbeddedStore<Tables>): Promise<string[]> =>
  (await store.reader.selectFrom('thing').select('id').orderBy('id').execute()).map(({ id }) => id);

const put = (store: EmbeddedStore<Tables>, id: string) =>
  store.unit(request(id), async (tx) => {
    await tx.insertInto('thing').values({ id }).execute();
    return keep;
  });

describe('a handler', () => {
  it('cannot begin a transaction of its own', async () => {
    const store = await aStore();
    const unit = store.unit(request('r'), async (tx) => {
      await tx.transaction().execute(async () => undefined);
      return keep;
    });
    await expect(unit).rejects.toThrow('transaction');
    await put(store, 'a');
    expect(await ids(store)).toEqual(['a']);
  });

  it('that ends the transaction of its unit fails, and its inbox row is gone', async () => {
    const store = await aStore();
    const unit = store.unit(request('r'), async (tx) => {
      await sql`rollback`.execute(tx);
      return keep;
    });
    await expect(unit).rejects.toThrow('The handler ended the transaction');
    expect(await store.unit(request('r'), async () => keep)).toEqual({ kind: 'committed' });
  });

  it('that blocks the event loop beyond its time is rolled back all the same', async () => {
    const store = await aStore();
    const unit = store.unit(request('r', 20), async (tx) => {
      await tx.insertInto('thing').values({ id: 'late' }).execute();
      const end = performance.now() + 40;
      while (performance.now() < end);
      return keep;
    });
    await expect(unit).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(await ids(store)).toEqual([]);
  });

  it('that streams rows is cut off by the end of its unit', async () => {
    const store = await aStore();
    for (const id of ['a', 'b', 'c']) await put(store, id);
    const seen: string[] = [];
    const told = Promise.withResolvers<void>();
    const cut = Promise.withResolvers<unknown>();
    await store.unit(request('r'), async (tx) => {
      const rows = tx.selectFrom('thing').selectAll().orderBy('id').stream();
      seen.push((await rows.next()).value?.id ?? '');
      void told.promise.then(() => rows.next()).then(cut.resolve, cut.resolve);
      return keep;
    });
    told.resolve();
    expect(await cut.promise).toMatchObject({ code: 'CLOSED' });
    expect(seen).toEqual(['a']);
  });
});

describe('units that share a transaction', () => {
  it('fail one by one, and the quick ones beside them are kept', async () => {
    const store = await aStore();
    // So that the consumer counts as a quick one.
    for (let i = 0; i < 10; i += 1) await put(store, `warm ${i}`);
    const results = await Promise.allSettled(
      Array.from({ length: 90 }, (_, i) =>
        store.unit(request(`r${i}`), async (tx) => {
          await tx
            .insertInto('thing')
            .values({ id: `x${i}` })
            .execute();
          if (i % 3 === 0) throw new Error(`broken ${i}`);
          return { ...keep, writes: i % 3 === 1 ? 'keep' : 'discard' };
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(30);
    const kept = (await ids(store)).filter((id) => id.startsWith('x'));
    expect(kept).toHaveLength(30);
    expect(kept.every((id) => Number(id.slice(1)) % 3 === 1)).toBe(true);
    expect((await store.unit(request('r1'), async () => keep)).kind).toBe('repeat');
    expect((await store.unit(request('r2'), async () => keep)).kind).toBe('repeat');
    expect((await store.unit(request('r3'), async () => keep)).kind).toBe('committed');
  });

  it('are not made to wait for a slow handler of another consumer', async () => {
    const store = await aStore();
    for (let i = 0; i < 10; i += 1) await put(store, `warm ${i}`);
    const release = Promise.withResolvers<void>();
    const slow = { inbox: { consumer: 'slow', recordId: 'r' }, timeoutMs: 10_000 };
    const first = put(store, 'quick');
    const second = store.unit(slow, async () => {
      await release.promise;
      return keep;
    });
    // Committed although the slow one, which came right behind, has not ended.
    await first;
    expect(await ids(store)).toContain('quick');
    release.resolve();
    await second;
  });
});

it('a store that is closed lets the reader finish, and opens no more', async () => {
  const store = await aStore();
  await put(store, 'a');
  const reading = store.reader.transaction().execute(async (tx) => {
    await pause(20);
    return (await tx.selectFrom('thing').selectAll().execute()).length;
  });
  await store.reader.selectFrom('thing').selectAll().execute();
  await store.close();
  expect(await reading).toBe(1);
  await expect(ids(store)).rejects.toMatchObject({ code: 'CLOSED' });
});

describe('units that wait together', () => {
  it('run in the context of their own callers, and share no transaction when they must not', async () => {
    const store = await aStore();
    const context = new AsyncLocalStorage<string>();
    const names = Array.from({ length: 6 }, (_, i) => `n${i}`);
    const round = async (name: string, sharing: UnitSharing): Promise<readonly string[]> => {
      const begun: string[] = [];
      const ended: string[] = [];
      const units = names.map((id) =>
        context.run(id, async () => {
          await store.unit({ ...request(`${name} ${id}`), sharing }, async (tx) => {
            begun.push(context.getStore() ?? 'none');
            await tx
              .insertInto('thing')
              .values({ id: `${name} ${id}` })
              .execute();
            // What was committed is seen by others before the next begins: nothing is shared.
            ended.push(String((await ids(store)).length));
            return keep;
          });
        }),
      );
      await Promise.all(units);
      expect(begun).toEqual(names);
      return ended;
    };
    expect(await round('alone', 'never')).toEqual(['0', '1', '2', '3', '4', '5']);
    // On a busy machine a group ends before all have had their turn.
    expect(new Set(await round('shared', 'always')).size).toBeLessThan(6);
  });
});
