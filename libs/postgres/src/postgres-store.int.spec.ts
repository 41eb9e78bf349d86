import { sql } from 'kysely';
import { describe } from 'vitest';
import { describeStore } from '@metamorphosis/core/testing';
import { databaseUrl, TestSchema } from './testing/test-schema.js';

describe.skipIf(databaseUrl === '')('with a server', () => {
  describeStore('The store on PostgreSQL', async () => {
    const schema = await TestSchema.create();
    return {
      open: async () => schema.open(),
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
      violate: (tx) =>
        sql`INSERT INTO numbers VALUES ('violation', 1), ('violation', 2)`.execute(tx),
      dispose: () => schema.drop(),
    };
  });
});
