import { sql, type Kysely } from 'kysely';
import { describe } from 'vitest';
import type { Store, UnitSharing } from '@metamorphosis/core';
import { describeStore, type StoreHarness } from '@metamorphosis/core/testing';
import { databaseUrl, TestSchema, type TestTables } from './testing/test-schema.js';

describe.skipIf(databaseUrl === '')('with a server', () => {
  describe.each(['measured', 'always'] as const)('units sharing %s', (sharing) => {
    describeStore('The store on PostgreSQL', () => setUp(sharing));
  });
});

async function setUp(sharing: UnitSharing): Promise<StoreHarness<Kysely<TestTables>>> {
  const schema = await TestSchema.create();
  return {
    open: async () => sharingStore(schema.open(), sharing),
    write: async (tx, id, n) => {
      await tx
        .insertInto('numbers')
        .values({ id, n })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ n }))
        .execute();
    },
    read: async (tx, id) => {
      const row = await tx
        .selectFrom('numbers')
        .select('n')
        .where('id', '=', id)
        .executeTakeFirst();
      return row?.n;
    },
    add: async (tx, id, delta) => {
      const row = await tx
        .updateTable('numbers')
        .set((eb) => ({ n: eb('n', '+', delta) }))
        .where('id', '=', id)
        .returning('n')
        .executeTakeFirstOrThrow();
      return row.n;
    },
    violate: (tx) => sql`INSERT INTO numbers VALUES ('violation', 1), ('violation', 2)`.execute(tx),
    dispose: () => schema.drop(),
  };
}

/** The store as consumers use it whose handlers declare how they share. */
function sharingStore<T extends Store<Kysely<TestTables>>>(store: T, sharing: UnitSharing): T {
  const unit = store.unit.bind(store);
  store.unit = (request, work) => unit({ ...request, sharing }, work);
  return store;
}
