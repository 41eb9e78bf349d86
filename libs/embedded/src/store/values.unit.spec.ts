import { join } from 'node:path';
import { sql, type Generated, type Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TableTypes } from '@metamorphosis/core';
import { tempDirectory } from '../testing/temp-directory.js';
import { createEmbeddedStore, type EmbeddedStore } from './embedded-store.js';

interface Tables {
  readonly account: {
    readonly id: string;
    readonly opened_at: Date;
    readonly closed_at: Date | null;
    readonly active: boolean;
    readonly settings: unknown;
    readonly balance: number | bigint;
    readonly rate: number;
    readonly note: string | null;
    readonly avatar: Uint8Array | null;
    readonly seq: Generated<number>;
  };
}

const tableTypes: TableTypes = {
  account: {
    opened_at: 'timestamp',
    closed_at: 'timestamp',
    active: 'boolean',
    settings: 'json',
    balance: 'bigint',
  },
};

const row = {
  id: 'a',
  opened_at: new Date('2026-11-21T10:00:00.123Z'),
  closed_at: null,
  active: true,
  settings: { theme: 'dark', list: [1, 'two', null] },
  balance: 2 ** 52 + 1,
  rate: 0.5,
  note: '5',
  avatar: new Uint8Array([0, 255]),
};

async function aStore(): Promise<EmbeddedStore<Tables>> {
  const file = join(await tempDirectory(), 'service.db');
  const store = createEmbeddedStore<Tables>({ file, tableTypes });
  onTestFinished(() => store.close());
  await store.migrateService({
    '001': {
      // The column types of PostgreSQL: one migration for both stores.
      up: (db) =>
        db.schema
          .createTable('account')
          .addColumn('id', 'text', (it) => it.primaryKey())
          .addColumn('opened_at', 'timestamptz', (it) => it.notNull())
          .addColumn('closed_at', 'timestamptz')
          .addColumn('active', 'boolean', (it) => it.notNull())
          .addColumn('settings', 'jsonb')
          .addColumn('balance', 'bigint', (it) => it.notNull())
          .addColumn('rate', 'double precision')
          .addColumn('note', 'text')
          .addColumn('avatar', sql`blob`)
          .addColumn('seq', 'integer', (it) => it.notNull().defaultTo(1))
          .execute(),
    },
  });
  return store;
}

let records = 0;
async function inUnit<T>(
  store: EmbeddedStore<Tables>,
  work: (tx: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  let result: { readonly value: T } | undefined;
  records += 1;
  await store.unit(
    { inbox: { consumer: 'c', recordId: `${records}` }, timeoutMs: 5000 },
    async (tx) => {
      result = { value: await work(tx) };
      return { writes: 'keep', outbox: [] };
    },
  );
  if (result === undefined) throw new Error('the unit did not run');
  return result.value;
}

describe('a row', () => {
  it('comes back as it was written, through tx and reader, and as a plain object', async () => {
    const store = await aStore();
    const returned = await inUnit(store, (tx) =>
      tx.insertInto('account').values(row).returningAll().executeTakeFirstOrThrow(),
    );
    expect(returned).toStrictEqual({ ...row, seq: 1 });
    const read = await store.reader.selectFrom('account').selectAll().executeTakeFirst();
    expect(read).toStrictEqual({ ...row, seq: 1 });
  });

  it.each([['text'], [''], [0], [1.5], [true], [false], [[]], [{}], ['{"a":1}']])(
    'holds %j in a JSON column',
    async (settings) => {
      const store = await aStore();
      await inUnit(store, (tx) =>
        tx
          .insertInto('account')
          .values({ ...row, settings: 'before' })
          .execute(),
      );
      await inUnit(store, (tx) => tx.updateTable('account').set({ settings }).execute());
      const first = await store.reader.selectFrom('account').select('settings').executeTakeFirst();
      await inUnit(store, (tx) =>
        tx
          .insertInto('account')
          .values({ ...row, settings: null })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ settings }))
          .execute(),
      );
      const second = await store.reader.selectFrom('account').select('settings').executeTakeFirst();
      expect([first, second]).toEqual([{ settings }, { settings }]);
    },
  );

  it('keeps its types under aliases, in joins and subqueries', async () => {
    const store = await aStore();
    await inUnit(store, (tx) => tx.insertInto('account').values(row).execute());
    const found = await store.reader
      .selectFrom('account as a')
      .innerJoin(
        (query) => query.selectFrom('account').select(['id', 'active as on']).as('b'),
        (join_) => join_.onRef('a.id', '=', 'b.id'),
      )
      .select(['a.opened_at as since', 'b.on', 'a.settings as s'])
      .executeTakeFirstOrThrow();
    expect(found).toEqual({ since: row.opened_at, on: true, s: row.settings });
  });

  it('is found by conditions on dates, booleans and numbers', async () => {
    const store = await aStore();
    await inUnit(store, (tx) => tx.insertInto('account').values(row).execute());
    const count = async (build: (q: ReturnType<typeof from>) => ReturnType<typeof from>) =>
      (await build(from()).execute()).length;
    const from = () => store.reader.selectFrom('account').select('id');
    expect(await count((q) => q.where('opened_at', '=', row.opened_at))).toBe(1);
    expect(
      await count((q) => q.where('opened_at', '<', new Date('2026-11-21T10:00:00.124Z'))),
    ).toBe(1);
    expect(await count((q) => q.where('opened_at', '>', row.opened_at))).toBe(0);
    expect(await count((q) => q.where('active', '=', true))).toBe(1);
    expect(await count((q) => q.where('active', '=', false))).toBe(0);
    expect(await count((q) => q.where('id', 'in', ['a', 'b']).limit(1).offset(0))).toBe(1);
  });
});

describe('numbers', () => {
  it('that are whole stay whole: in a text column and in a division', async () => {
    const store = await aStore();
    await inUnit(store, (tx) => tx.insertInto('account').values(row).execute());
    await inUnit(store, (tx) => sql`update account set note = ${7}`.execute(tx));
    const result = await sql<{
      note: string;
      half: number;
    }>`select note, ${5} / ${2} as half from account`.execute(store.reader);
    expect(result.rows).toEqual([{ note: '7', half: 2 }]);
  });

  it('beyond the safe integers come as bigint, and do not break the query', async () => {
    const store = await aStore();
    const balance = 2n ** 60n + 1n;
    await inUnit(store, (tx) =>
      tx
        .insertInto('account')
        .values({ ...row, balance })
        .execute(),
    );
    const read = await store.reader
      .selectFrom('account')
      .select(['balance', 'seq'])
      .executeTakeFirst();
    expect(read).toEqual({ balance, seq: 1 });
  });

  it('tell how many rows were changed', async () => {
    const store = await aStore();
    const [inserted, updated] = await inUnit(store, async (tx) => [
      await tx
        .insertInto('account')
        .values([row, { ...row, id: 'b' }])
        .executeTakeFirst(),
      await tx.updateTable('account').set({ rate: 1 }).where('id', '=', 'a').executeTakeFirst(),
    ]);
    expect(inserted?.numInsertedOrUpdatedRows).toBe(2n);
    expect(updated?.numUpdatedRows).toBe(1n);
  });
});

describe('migrations', () => {
  it('that fail leave nothing of them behind, and can be run again', async () => {
    const store = await aStore();
    const made = (db: Kysely<unknown>) =>
      db.schema.createTable('other').addColumn('id', 'text').execute();
    const first = store.migrateService({
      '001': { up: async () => undefined },
      '002': {
        up: async (db) => {
          await made(db);
          throw new Error('half way');
        },
      },
    });
    await expect(first).rejects.toThrow('half way');
    await store.migrateService({ '001': { up: async () => undefined }, '002': { up: made } });
    await store.migrateService({ '001': { up: async () => undefined }, '002': { up: made } });
    const found = await sql`select * from other`.execute(store.reader);
    expect(found.rows).toEqual([]);
  });

  it('of another connection are seen by statements that were prepared before', async () => {
    const store = await aStore();
    await inUnit(store, (tx) => tx.insertInto('account').values(row).execute());
    const read = () => store.reader.selectFrom('account').selectAll().executeTakeFirst();
    expect(await read()).not.toHaveProperty('extra');
    await store.migrateService({
      '001': { up: async () => undefined },
      '002': {
        up: (db) =>
          db.schema
            .alterTable('account')
            .addColumn('extra', 'text', (it) => it.defaultTo('new'))
            .execute(),
      },
    });
    expect(await read()).toStrictEqual({ ...row, seq: 1, extra: 'new' });
  });
});
