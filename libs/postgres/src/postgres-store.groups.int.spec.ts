import { AsyncLocalStorage } from 'node:async_hooks';
import { sql, type Kysely } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Fence, Outcome, UnitRequest, Verdict } from '@metamorphosis/core';
import { FlakyWire } from './testing/flaky-wire.js';
import { databaseUrl, TestSchema, type TestTables } from './testing/test-schema.js';

type Tx = Kysely<TestTables>;

const KEEP: Verdict = { writes: 'keep', outbox: [] };
const LEASE = { consumer: 'commands', topic: 'orders.commands', partition: 0 };

const requestFor = (recordId: string, options: Partial<UnitRequest> = {}): UnitRequest => ({
  inbox: { consumer: 'commands', recordId },
  position: { topic: 'orders.commands', partition: 0, offset: Number(recordId.replace(/\D/g, '')) },
  timeoutMs: 20_000,
  sharing: 'always',
  ...options,
});

const outcomeOf = (commandId: string, state: 'SUCCEEDED' | 'REJECTED' = 'SUCCEEDED'): Outcome => ({
  update: {
    ...{ commandId, name: 'orders.placeOrder', state, version: 1, attempts: 1 },
    ...{ acceptedAt: '2026-11-21T10:00:00.000Z', at: '2026-11-21T10:00:01.000Z' },
  },
});

const eventOf = (value: string) => ({ topic: 'orders.events', key: 'k', value, headers: {} });

const insert = async (tx: Tx, id: string, n = 0): Promise<void> => {
  await tx.insertInto('numbers').values({ id, n }).execute();
};

/** Which rows there are, by the transaction that wrote them. */
async function transactions(schema: TestSchema): Promise<readonly string[][]> {
  const { rows } = await schema.sql(
    `SELECT string_agg(id, ' ' ORDER BY id) AS ids FROM
       (SELECT id, (SELECT i.xmin::text FROM mm_inbox i WHERE i.record_id = n.id) AS unit FROM numbers n) r
     GROUP BY unit ORDER BY 1`,
  );
  return rows.map(({ ids }: { ids: string }) => ids.split(' '));
}

/** As many as make one group although there are writers for several. */
const eight = Array.from({ length: 8 }, (_, i) => `r${i}`);

/** All are there, and some of them together. (On a busy machine a group ends before all have had their turn.) */
function expectShared(found: readonly string[][], ids: readonly string[]): void {
  expect(found.flat()).toEqual(ids);
  expect(Math.max(...found.map((group) => group.length))).toBeGreaterThan(1);
}

describe.skipIf(databaseUrl === '')('Units of work on PostgreSQL that wait together', () => {
  it('share a transaction, and run one after the other in it', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const begun: string[] = [];
    const ended: string[] = [];

    const results = await Promise.all(
      eight.map((id) =>
        store.unit(requestFor(id), async (tx) => {
          expect(ended).toEqual(begun);
          begun.push(id);
          await insert(tx, id);
          ended.push(id);
          return { ...KEEP, outcome: outcomeOf(id), outbox: [eventOf(id)] };
        }),
      ),
    );

    expect(results).toEqual(eight.map((id) => ({ kind: 'committed', outcome: outcomeOf(id) })));
    expectShared(await transactions(schema), eight);
    const { rows } = await schema.sql('SELECT "offset"::int AS n FROM mm_inbox ORDER BY 1');
    expect(rows.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const lease = (await store.takePublisherLease('ada', 60_000))!;
    expect((await store.claimOutbox(lease, 100)).map(({ value }) => value)).toEqual(begun);
    expect((await store.pendingNotices(0, 100)).map(({ commandId }) => commandId).sort()).toEqual(
      eight,
    );
  });

  it('run in the context of their own callers, so that a hang is told as the right one’s', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const context = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];

    await Promise.all(
      eight.map((id) =>
        context.run(id, () =>
          store.unit(requestFor(id), async (tx) => {
            seen.push(context.getStore());
            await insert(tx, id);
            expect(context.getStore()).toBe(id);
            return KEEP;
          }),
        ),
      ),
    );

    expectShared(await transactions(schema), eight);
    expect([...new Set(seen)].sort()).toEqual(eight);
  });

  it('have a transaction each when their consumer is to share none', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();

    await Promise.all(
      eight.map((id) =>
        store.unit(requestFor(id, { sharing: 'never' }), async (tx) => {
          await insert(tx, id);
          return KEEP;
        }),
      ),
    );

    expect(await transactions(schema)).toEqual(eight.map((id) => [id]));
  });

  it('begin to share once their work was seen to await nothing but its transaction', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const round = (name: string, consumer: string, work: (tx: Tx, id: string) => Promise<void>) =>
      Promise.all(
        eight.map((id) => {
          const inbox = { consumer, recordId: `${name}-${id}` };
          return store.unit(requestFor('', { inbox, sharing: 'measured' }), async (tx) => {
            await work(tx, inbox.recordId);
            return KEEP;
          });
        }),
      );
    const elsewhere = async (tx: Tx, id: string): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await insert(tx, id);
    };
    await round('a', 'quick', insert);
    await round('b', 'quick', insert);
    await round('c', 'elsewhere', elsewhere);
    await round('d', 'elsewhere', elsewhere);

    const sizes = async (name: string) =>
      (await transactions(schema)).filter(([id]) => id?.startsWith(name)).map((ids) => ids.length);
    expect(await sizes('a')).toEqual(Array(8).fill(1));
    expect(Math.max(...(await sizes('b')))).toBeGreaterThan(1);
    expect(await sizes('d')).toEqual(Array(8).fill(1));
  });

  it('lose their own writes alone by a rejection, also after a statement that was refused', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const isRejected = (id: string) => id === 'r3' || id === 'r7';
    let ran = 0;

    const results = await Promise.all(
      eight.map((id) =>
        store.unit(requestFor(id), async (tx) => {
          ran += 1;
          await insert(tx, id);
          if (id === 'r7') await expect(insert(tx, id)).rejects.toMatchObject({ code: '23505' });
          if (!isRejected(id)) return { ...KEEP, outcome: outcomeOf(id) };
          return { writes: 'discard', outbox: [], outcome: outcomeOf(id, 'REJECTED') };
        }),
      ),
    );

    expect(ran).toBe(8);
    expect(results.map(({ kind }) => kind)).toEqual(Array(8).fill('committed'));
    expectShared(
      await transactions(schema),
      eight.filter((id) => !isRejected(id)),
    );
    const states = await Promise.all(
      eight.map(async (id) => (await store.outcome(id))?.update.state),
    );
    expect(states).toEqual(eight.map((id) => (isRejected(id) ? 'REJECTED' : 'SUCCEEDED')));
  });

  it('run alone when one of them fails, and only that one fails', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const error = new Error('the handler broke');

    const results = await Promise.allSettled(
      eight.map((id) =>
        store.unit(requestFor(id), async (tx) => {
          await insert(tx, id);
          if (id === 'r4') throw error;
          if (id === 'r6') await insert(tx, id).catch(() => undefined);
          return KEEP;
        }),
      ),
    );

    expect(results[4]).toEqual({ status: 'rejected', reason: error });
    expect(results[6]).toMatchObject({ status: 'rejected', reason: { cause: { code: '23505' } } });
    const others = eight.filter((id) => id !== 'r4' && id !== 'r6');
    expect((await transactions(schema)).flat()).toEqual(others);
    const { rows } = await schema.sql('SELECT record_id FROM mm_inbox ORDER BY 1');
    expect(rows.map(({ record_id }) => record_id)).toEqual(others);
  });

  it('of different partitions share it as well; a void fence and a repeat are told to their own unit', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const kept = await store.takeLease(LEASE, 'ada');
    const other = await store.takeLease({ ...LEASE, partition: 1 }, 'ada');
    const gone = await store.takeLease({ ...LEASE, partition: 2 }, 'ada');
    await store.takeLease({ ...LEASE, partition: 2 }, 'bob');
    await store.unit(requestFor('r5'), async () => ({ ...KEEP, outcome: outcomeOf('r5') }));
    const fenceOf = (i: number): Fence => (i === 2 ? gone : i % 2 === 0 ? kept : other);
    const ran: string[] = [];

    const results = await Promise.allSettled(
      eight.map((id, i) =>
        store.unit(requestFor(id, { fence: fenceOf(i) }), async (tx) => {
          ran.push(id);
          await insert(tx, id);
          return KEEP;
        }),
      ),
    );

    const committed = eight.filter((id) => id !== 'r2' && id !== 'r5');
    expect(ran).toEqual(committed);
    expect(results[2]).toMatchObject({ status: 'rejected', reason: { code: 'LEASE_LOST' } });
    expect(results[5]).toMatchObject({ value: { kind: 'repeat', outcome: outcomeOf('r5') } });
    expectShared(await transactions(schema), committed);
  });

  it('of one record run it once', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const ran: string[] = [];

    const results = await Promise.all(
      [...eight, ...eight].map((id) =>
        store.unit(requestFor(id), async (tx) => {
          ran.push(id);
          await insert(tx, id);
          return { ...KEEP, outcome: outcomeOf(id) };
        }),
      ),
    );

    expect(ran.sort()).toEqual(eight);
    for (const [i, id] of eight.entries()) {
      const both = [results[i]!, results[i + 8]!].sort((a, b) => a.kind.localeCompare(b.kind));
      const outcome = outcomeOf(id);
      expect(both).toEqual([
        { kind: 'committed', outcome },
        { kind: 'repeat', outcome },
      ]);
    }
  });

  it('take effect once when their session is ended, or the answer to their commit is lost', async () => {
    const schema = await TestSchema.forTest();
    const wire = await FlakyWire.to(databaseUrl);
    const store = await schema.store({ url: wire.url, applicationName: schema.name });
    let hasCut = false;
    const run = (name: string, during: () => Promise<void>) =>
      Promise.allSettled(
        eight.map((id) =>
          store.unit(requestFor(`${name}-${id}`), async (tx) => {
            await insert(tx, `${name}-${id}`);
            if (id === 'r5') await during();
            return { ...KEEP, outbox: [eventOf(`${name}-${id}`)] };
          }),
        ),
      );

    const ended = await run('a', async () => {
      if (hasCut) return;
      hasCut = true;
      await schema.sql(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE application_name = $1 AND state LIKE 'idle in transaction%'`,
        [schema.name],
      );
    });
    wire.isLastSeen = (sent) => sent.includes('mm_commit');
    const unheard = await run('b', async () => undefined);
    wire.isLastSeen = () => false;
    const again = await run('b', async () => undefined);

    expect(ended.map(({ status }) => status)).toEqual(Array(8).fill('fulfilled'));
    // Alone their own commits went unanswered, or they found that the group had taken effect.
    expect(unheard).toHaveLength(8);
    expect(again).toMatchObject(Array(8).fill({ value: { kind: 'repeat' } }));
    const lease = (await store.takePublisherLease('ada', 60_000))!;
    const events = (await store.claimOutbox(lease, 100)).map(({ value }) => value);
    expect(events.sort()).toEqual(['a', 'b'].flatMap((name) => eight.map((id) => `${name}-${id}`)));
  });

  it('do not wait for one of them that waits for a lock, or for something else', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    await schema.sql(`INSERT INTO numbers VALUES ('hot', 0)`);
    const lockIsFree = Promise.withResolvers<void>();
    const lockIsHeld = Promise.withResolvers<void>();
    const stuck = Promise.withResolvers<void>();
    const add = sql`UPDATE numbers SET n = n + 1 WHERE id = 'hot'`;
    const holder = store.unit(requestFor('holder', { sharing: 'never' }), async (tx) => {
      await add.execute(tx);
      lockIsHeld.resolve();
      await lockIsFree.promise;
      return KEEP;
    });
    await lockIsHeld.promise;
    const units = eight.map((id) =>
      store.unit(requestFor(id), async (tx) => {
        await insert(tx, id);
        if (id === 'r2') await add.execute(tx);
        if (id === 'r6') await stuck.promise;
        return KEEP;
      }),
    );

    await Promise.all(units.filter((_, i) => i !== 2 && i !== 6));

    const rows = await store.reader.selectFrom('numbers').select('id').orderBy('id').execute();
    expect(rows.map(({ id }) => id)).toEqual([
      'hot',
      ...eight.filter((id) => id !== 'r2' && id !== 'r6'),
    ]);
    lockIsFree.resolve();
    stuck.resolve();
    await Promise.all([holder, ...units]);
    const hot = await store.reader
      .selectFrom('numbers')
      .select('n')
      .where('id', '=', 'hot')
      .execute();
    expect(hot).toEqual([{ n: 2 }]);
  });

  it('leave no setting behind for each other', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const tenants: (string | null)[] = [];

    await Promise.all(
      eight.map((id) =>
        store.unit(requestFor(id), async (tx) => {
          if (id === 'r3') await sql`SELECT set_config('app.tenant', 'three', true)`.execute(tx);
          const shown = sql<{ tenant: string | null }>`SELECT
            nullif(current_setting('app.tenant', true), '') AS tenant`;
          if (id !== 'r3') tenants.push((await shown.execute(tx)).rows[0]?.tenant ?? null);
          await insert(tx, id);
          return KEEP;
        }),
      ),
    );

    expect(new Set(tenants)).toEqual(new Set([null]));
    expect(await transactions(schema)).toContainEqual(['r3']);
  });

  it('are undone when one of them is late, and each has its own time', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const timeoutMs = 150;

    const results = await Promise.allSettled(
      eight.map((id) =>
        store.unit(requestFor(id, id === 'r4' ? { timeoutMs } : {}), async (tx) => {
          await insert(tx, id);
          if (id === 'r4') await sql`SELECT pg_sleep(20)`.execute(tx);
          return KEEP;
        }),
      ),
    );

    expect(results[4]).toMatchObject({ reason: { code: 'DEADLINE_EXCEEDED' } });
    const others = eight.filter((id) => id !== 'r4');
    expect((await transactions(schema)).flat()).toEqual(others);
  });
});
