import type { Migration } from 'kysely/migration';
import { describe, expect, it } from 'vitest';
import { databaseUrl, TestSchema } from './testing/test-schema.js';

interface Tables {
  readonly orders: { readonly id: string; readonly note?: string | null };
}

const first: Migration = {
  up: (db) => db.schema.createTable('orders').addColumn('id', 'text').execute(),
};
const second: Migration = {
  up: (db) => db.schema.alterTable('orders').addColumn('note', 'text').execute(),
};
const broken: Migration = {
  up: async (db) => {
    await db.schema.alterTable('orders').addColumn('half', 'text').execute();
    throw new Error('half done');
  },
};

describe.skipIf(databaseUrl === '')("A service's migrations on PostgreSQL", () => {
  it('run once, from several processes at once, in a schema that they make', async () => {
    const schema = await TestSchema.forTest();
    await schema.drop();
    const stores = [1, 2, 3].map(() => schema.open<Tables>());
    try {
      await Promise.all(stores.map((store) => store.migrateService({ '001': first })));
      await Promise.all(
        stores.map((store) => store.migrateService({ '002': second, '001': first })),
      );

      expect(await stores[0]!.reader.selectFrom('orders').select('note').execute()).toEqual([]);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  it('are counted for each service of a database apart', async () => {
    const [one, two] = [await TestSchema.forTest(), await TestSchema.forTest()];
    for (const schema of [one, two]) {
      const store = await schema.store<Tables>();
      await store.migrateService({ '001': first });
      expect(await store.reader.selectFrom('orders').selectAll().execute()).toEqual([]);
    }
  });

  it('leave nothing of those that ran together with one that fails', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store<Tables>();
    await store.migrateService({ '001': first });

    const failing = store.migrateService({ '001': first, '002': second, '003': broken });

    await expect(failing).rejects.toThrow('half done');
    await expect(store.reader.selectFrom('orders').select('note').execute()).rejects.toThrow(
      'note',
    );
    await store.migrateService({ '001': first, '002': second });
    expect(await store.reader.selectFrom('orders').select('note').execute()).toEqual([]);
  });

  it('refuse a process that is older than the database', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store<Tables>();
    await store.migrateService({ '001': first, '002': second });

    await expect(store.migrateService({ '001': first })).rejects.toThrow('002');
  });
});
