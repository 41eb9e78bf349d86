import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { describeStore } from '@metamorphosis/core/testing';
import { createEmbeddedStore } from './embedded-store.js';

interface Tables {
  readonly thing: { readonly id: string; readonly n: number };
}

const migrations: Record<string, Migration> = {
  '001-things': {
    up: async (db: Kysely<unknown>) => {
      await db.schema
        .createTable('thing')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('n', 'integer', (column) => column.notNull())
        .execute();
    },
  },
};

describeStore<Kysely<Tables>>('The embedded store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'embedded-store-'));
  const file = join(directory, 'service.db');
  const first = createEmbeddedStore<Tables>({ file });
  await first.migrateService(migrations);
  await first.close();
  return {
    open: async () => createEmbeddedStore<Tables>({ file }),
    write: async (tx, id, n) => {
      await tx
        .insertInto('thing')
        .values({ id, n })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ n }))
        .execute();
    },
    read: async (tx, id) =>
      (await tx.selectFrom('thing').select('n').where('id', '=', id).executeTakeFirst())?.n,
    add: async (tx, id, delta) =>
      (
        await tx
          .updateTable('thing')
          .set((update) => ({ n: update('n', '+', delta) }))
          .where('id', '=', id)
          .returning('n')
          .executeTakeFirstOrThrow()
      ).n,
    violate: (tx) =>
      tx
        .insertInto('thing')
        .values([
          { id: 'twice', n: 1 },
          { id: 'twice', n: 2 },
        ])
        .execute(),
    dispose: () => rm(directory, { recursive: true }),
  };
});
