import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '@metamorphosis/core';
import { databaseUrl, TestSchema } from './testing/test-schema.js';

const KEEP: Verdict = { writes: 'keep', outbox: [] };
const requestFor = (recordId: string) => ({
  inbox: { consumer: 'commands', recordId },
  timeoutMs: 20_000,
});

interface Everything {
  readonly everything: {
    readonly id: string;
    readonly big: number | bigint | null;
    readonly yes: boolean | null;
    readonly at: Date | null;
    readonly wall: Date | null;
    readonly day: string | null;
    readonly data: unknown;
    readonly bytes: Uint8Array | null;
  };
}

describe.skipIf(databaseUrl === '')('A handler on PostgreSQL', () => {
  it('can neither begin, nor end, nor outlive the transaction of its unit', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    let kept: Kysely<unknown> | undefined;
    await store.unit(requestFor('r1'), async (tx) => {
      kept = tx as unknown as Kysely<unknown>;
      expect(() => tx.transaction()).toThrow('not supported');
      expect(() => tx.startTransaction()).toThrow('not supported');
      expect(tx.isTransaction).toBe(true);
      return KEEP;
    });

    await expect(sql`SELECT 1`.execute(kept!)).rejects.toMatchObject({ code: 'CLOSED' });
    const ending = store.unit(requestFor('r2'), async (tx) => {
      await sql`COMMIT`.execute(tx);
      return KEEP;
    });
    await expect(ending).rejects.toThrow('must not end the transaction');
    expect(await store.unit(requestFor('r2'), async () => KEEP)).toEqual({ kind: 'committed' });
  });

  it('is told why, when it goes on after a statement that the database refused', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const insert = sql`INSERT INTO numbers VALUES ('a', 1)`;

    const unit = store.unit(requestFor('r'), async (tx) => {
      await insert.execute(tx);
      await insert.execute(tx).catch(() => undefined);
      return KEEP;
    });

    await expect(unit).rejects.toMatchObject({
      message: expect.stringContaining('its handler went on'),
      cause: { code: '23505' },
    });
  });

  it('runs again after a deadlock, even when it made something else of the error', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    await schema.sql(`INSERT INTO numbers VALUES ('x', 0), ('y', 0)`);
    const runs = [0, 0];
    const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const move = (me: 0 | 1, ids: readonly string[]) =>
      store.unit(requestFor(`r${me}`), async (tx) => {
        runs[me]! += 1;
        const add = (id: string) => sql`UPDATE numbers SET n = n + 1 WHERE id = ${id}`.execute(tx);
        await add(ids[0]!);
        met[me].resolve();
        await met[1 - me]!.promise;
        await add(ids[1]!).catch(() => {
          throw new Error('The order could not be placed.');
        });
        return KEEP;
      });

    const results = await Promise.all([move(0, ['x', 'y']), move(1, ['y', 'x'])]);

    expect(results).toEqual([{ kind: 'committed' }, { kind: 'committed' }]);
    expect(runs.toSorted()).toEqual([1, 2]);
    const rows = await store.reader.selectFrom('numbers').select('n').execute();
    expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('runs again when a change of its table overtook a prepared statement', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ poolSize: 1 });
    await schema.sql(`INSERT INTO numbers VALUES ('a', 1)`);
    let rows: unknown;
    const read = (recordId: string) =>
      store.unit(requestFor(recordId), async (tx) => {
        rows = await tx.selectFrom('numbers').selectAll().execute();
        return KEEP;
      });
    await read('r1');
    await schema.sql(`ALTER TABLE numbers ADD COLUMN note text DEFAULT 'new'`);

    expect(await read('r2')).toEqual({ kind: 'committed' });
    expect(rows).toEqual([{ id: 'a', n: 1, note: 'new' }]);
  });

  it('sends statements that it does not await one by one together, in order', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();

    await store.unit(requestFor('r'), async (tx) => {
      const append = (n: number) =>
        sql`INSERT INTO numbers VALUES ((SELECT count(*) FROM numbers)::text, ${n})`.execute(tx);
      await Promise.all(Array.from({ length: 20 }, (_, n) => append(n)));
      return KEEP;
    });

    const rows = await store.reader.selectFrom('numbers').selectAll().orderBy('n').execute();
    expect(rows.map(({ id }) => Number(id))).toEqual(rows.map(({ n }) => n));
    expect(rows).toHaveLength(20);
  });

  it('may ask the reader while all connections of units are in use', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ poolSize: 1, readerPoolSize: 1 });

    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.unit(requestFor(`r${i}`), async () => {
          await store.reader.selectFrom('numbers').selectAll().execute();
          return KEEP;
        }),
      ),
    );

    expect(results).toEqual(Array(10).fill({ kind: 'committed' }));
  });

  it('gets back the values that it wrote', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store<Everything>({
      tableTypes: { everything: { data: 'json', at: 'timestamp', yes: 'boolean', big: 'bigint' } },
    });
    await schema.sql(`CREATE TABLE everything (id text PRIMARY KEY, big bigint, yes boolean,
      at timestamptz, wall timestamp, day date, data jsonb, bytes bytea)`);
    const at = new Date('2026-11-21T10:00:00.123Z');
    const rest = { yes: true, at, wall: at, day: '2026-03-29', bytes: Buffer.from([0, 255]) };
    const nothing = { yes: null, at: null, wall: null, day: null, bytes: null };
    const rows = [
      { id: 'a', big: Number.MAX_SAFE_INTEGER, data: { list: [1, { a: null }] }, ...rest },
      { id: 'b', big: 9_007_199_254_740_993n, data: ['x', 2], ...rest, yes: false },
      { id: 'c', big: -1, data: 'text', ...nothing },
      { id: 'd', big: null, data: null, ...nothing },
      { id: 'e', big: 0, data: 0, ...nothing },
    ];

    await store.unit(requestFor('r'), async (tx) => {
      await tx.insertInto('everything').values(rows).execute();
      await tx
        .updateTable('everything')
        .set({ data: [1, 2] })
        .where('id', '=', 'a')
        .execute();
      await tx
        .insertInto('everything')
        .values({ ...rows[4]!, data: 'unused' })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ data: [3] }))
        .execute();
      return KEEP;
    });

    const read = await store.reader.selectFrom('everything').selectAll().orderBy('id').execute();
    expect(read).toEqual([
      { ...rows[0], data: [1, 2] },
      ...rows.slice(1, 4),
      { ...rows[4], data: [3] },
    ]);
    const counted = await store.reader
      .selectFrom('everything')
      .select((eb) => [eb.fn.countAll().as('n'), sql<number[]>`array[1::int8]`.as('list')])
      .executeTakeFirst();
    expect(counted).toEqual({ n: 5, list: [1] });
  });

  it('sees its own service alone, although others have tables of the same name', async () => {
    const [one, two] = [await TestSchema.forTest(), await TestSchema.forTest()];
    const stores = [await one.store(), await two.store()];
    const results = await Promise.all(
      stores.map((store, i) =>
        store.unit(requestFor('the same record'), async (tx) => {
          await tx.insertInto('numbers').values({ id: 'a', n: i }).execute();
          return KEEP;
        }),
      ),
    );

    expect(results).toEqual([{ kind: 'committed' }, { kind: 'committed' }]);
    const read = await Promise.all(
      stores.map((store) => store.reader.selectFrom('numbers').select('n').execute()),
    );
    expect(read).toEqual([[{ n: 0 }], [{ n: 1 }]]);
  });
});
