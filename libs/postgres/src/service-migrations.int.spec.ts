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

  it('do not mind other schemas that come and go meanwhile', async () => {
    const schemas = await Promise.all([1, 2, 3].map(() => TestSchema.forTest()));
    const own = await TestSchema.forTest();
    let done = false;
    const comingAndGoing = schemas.map(async (other) => {
      while (!done) {
        await other.drop();
        await own.sql(`CREATE SCHEMA ${other.name}; CREATE TABLE ${other.name}.t (id serial)`);
      }
    });
    try {
      const store = await own.store<Tables>();
      for (let again = 0; again < 30; again++) await store.migrateService({ '001': first });
    } finally {
      done = true;
      await Promise.all(comingAndGoing);
    }
  });

  it('say of their own tables what they are', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store<Tables>();
    await schema.sql(`CREATE TABLE things (id serial PRIMARY KEY, at timestamptz DEFAULT now() NOT NULL, gone int);
      COMMENT ON COLUMN things.at IS 'when'; ALTER TABLE things DROP COLUMN gone; CREATE VIEW seen AS SELECT at FROM things`);
    const tables = await store.reader.introspection.getTables();
    const plain = { dataTypeSchema: 'pg_catalog', isAutoIncrementing: false };
    expect(tables.filter(({ name }) => name === 'things' || name === 'seen')).toEqual([
      {
        ...{ name: 'seen', schema: schema.name, isView: true, isForeign: false },
        columns: [
          {
            ...plain,
            name: 'at',
            dataType: 'timestamptz',
            isNullable: true,
            hasDefaultValue: false,
          },
        ],
      },
      {
        ...{ name: 'things', schema: schema.name, isView: false, isForeign: false },
        columns: [
          {
            ...{ name: 'id', dataType: 'int4', dataTypeSchema: 'pg_catalog' },
            ...{ isAutoIncrementing: true, isNullable: false, hasDefaultValue: true },
          },
          {
            ...plain,
            ...{ name: 'at', dataType: 'timestamptz', isNullable: false, hasDefaultValue: true },
            comment: 'when',
          },
        ],
      },
    ]);
  });

  it('refuse a process that is older than the database', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store<Tables>();
    await store.migrateService({ '001': first, '002': second });

    await expect(store.migrateService({ '001': first })).rejects.toThrow('002');
  });
});
