import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Fence, Verdict } from '@metamorphosis/core';
import { FlakyWire } from './testing/flaky-wire.js';
import { nextWord, startLeaseOwner } from './testing/other-process.js';
import { databaseUrl, TestSchema } from './testing/test-schema.js';

const LEASE = { consumer: 'commands', topic: 'orders.commands', partition: 0 };
const KEEP: Verdict = { writes: 'keep', outbox: [] };
const EVENT = { topic: 'orders.events', key: 'k', value: 'v', headers: {} };

const requestFor = (recordId: string, options: { fence?: Fence; timeoutMs?: number } = {}) => ({
  inbox: { consumer: 'commands', recordId },
  timeoutMs: 20_000,
  ...options,
});

/** Asks until the answer is true. */
async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`${what} did not happen within 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const END_SESSIONS = `SELECT count(pg_terminate_backend(pid, 5000))::int AS n FROM pg_stat_activity
  WHERE application_name = $1`;

describe.skipIf(databaseUrl === '')('The store on PostgreSQL', () => {
  it('gives the lease of a process that stands still to its successor; its commit fails when it goes on', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const owner = await startLeaseOwner(databaseUrl, schema.name);
    owner.kill('SIGSTOP');

    const began = performance.now();
    const fence = await store.takeLease(LEASE, 'successor');
    const took = performance.now() - began;
    await store.unit(requestFor('r', { fence }), async (tx) => {
      await tx.insertInto('numbers').values({ id: 'by the new owner', n: 1 }).execute();
      return KEEP;
    });
    owner.kill('SIGCONT');
    owner.send('go on');

    expect(fence.epoch).toBe(2);
    expect(took).toBeLessThan(5_000);
    expect(await nextWord(owner)).toBe('LEASE_LOST');
    const rows = await store.reader.selectFrom('numbers').select('id').execute();
    expect(rows).toEqual([{ id: 'by the new owner' }]);
  });

  it('tells a unit whose lease is taken while it runs that it lost it, and leaves others of its process alone', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ takeoverGraceMs: 50 });
    const other = await schema.store({ takeoverGraceMs: 50 });
    const lost = await store.takeLease(LEASE, 'ada');
    const kept = await store.takeLease({ ...LEASE, partition: 1 }, 'ada');
    const open = Promise.withResolvers<void>();
    let running = 0;
    const begin = (recordId: string, fence: Fence) =>
      store.unit(requestFor(recordId, { fence }), async (tx) => {
        await tx.insertInto('numbers').values({ id: recordId, n: 1 }).execute();
        running += 1;
        await open.promise;
        return KEEP;
      });
    const units = [begin('r0', lost), begin('r1', kept)];
    const ended = Promise.allSettled(units);
    await until('both units run', () => running === 2);

    await other.takeLease(LEASE, 'bob');
    open.resolve();

    expect(await ended).toMatchObject([
      { status: 'rejected', reason: { code: 'LEASE_LOST' } },
      { status: 'fulfilled', value: { kind: 'committed' } },
    ]);
    const rows = await store.reader.selectFrom('numbers').select('id').execute();
    expect(rows).toEqual([{ id: 'r1' }]);
  });

  it('lets a unit finish that needs less than the grace of a taker', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ takeoverGraceMs: 10_000 });
    const fence = await store.takeLease(LEASE, 'ada');
    let taking: Promise<Fence> | undefined;

    const result = await store.unit(requestFor('r', { fence }), async (tx) => {
      taking = store.takeLease(LEASE, 'bob');
      await until('the taker waits', async () => {
        const waiting = sql<{ n: number }>`SELECT count(*) AS n FROM pg_locks
          WHERE locktype = 'advisory' AND NOT granted AND mode = 'ExclusiveLock'`;
        return (await waiting.execute(store.reader)).rows[0]?.n === 1;
      });
      await tx.insertInto('numbers').values({ id: 'a', n: 1 }).execute();
      return KEEP;
    });

    expect(result).toEqual({ kind: 'committed' });
    expect((await taking)?.epoch).toBe(2);
  });

  it('numbers under another publisher name once its database goes on with another history', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const publish = (recordId: string) =>
      store.unit(requestFor(recordId), async () => ({ ...KEEP, outbox: [EVENT] }));
    await publish('r1');
    const before = (await store.takePublisherLease('ada', 60_000))!;
    const claimed = await store.claimOutbox(before, 10);
    // As after a failover that lost commits: numbers that were sent will be given again.
    await schema.sql(`UPDATE mm_publisher SET lineage = 'another', last_number = 0`);
    await publish('r2');

    const lost = { code: 'LEASE_LOST' };
    await expect(store.claimOutbox(before, 10)).rejects.toMatchObject(lost);
    await expect(store.claimedOutbox(before)).rejects.toMatchObject(lost);
    await expect(store.markSent(before, 1)).rejects.toMatchObject(lost);
    const after = (await store.takePublisherLease('ada', 60_000))!;

    expect(after.epoch).toBe(before.epoch + 1);
    expect(after.publisher).not.toBe(before.publisher);
    expect(await store.takePublisherLease('ada', 60_000)).toEqual(after);
    expect(await store.claimedOutbox(after)).toEqual(claimed);
  });

  it('is UNAVAILABLE to a unit whose session the server ends, and works again for the next', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ applicationName: schema.name });
    const cut = async () => (await schema.sql(END_SESSIONS, [schema.name])).rows[0].n as number;

    const inStatement = store.unit(requestFor('r'), async (tx) => {
      // The handler need not understand what happened.
      const sleeping = sql`SELECT pg_sleep(20)`.execute(tx).catch(() => undefined);
      await until('the session is ended', async () => (await cut()) > 0);
      await sleeping;
      return KEEP;
    });
    await expect(inStatement).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const between = store.unit(requestFor('r'), async (tx) => {
      await tx.insertInto('numbers').values({ id: 'a', n: 1 }).execute();
      await cut();
      return KEEP;
    });
    await expect(between).rejects.toMatchObject({ code: 'UNAVAILABLE' });

    const next = await store.unit(requestFor('r'), async (tx) => {
      await tx.insertInto('numbers').values({ id: 'a', n: 2 }).execute();
      return KEEP;
    });
    expect(next).toEqual({ kind: 'committed' });
    expect(await store.reader.selectFrom('numbers').select('n').execute()).toEqual([{ n: 2 }]);
  });

  it('does not hand out sessions that the server ended while they lay idle', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ applicationName: schema.name });
    const work = (n: number) => () =>
      store.unit(requestFor(`r${n}`), async (tx) => {
        await tx
          .insertInto('numbers')
          .values({ id: `${n}`, n })
          .execute();
        return KEEP;
      });
    await Promise.all([1, 2, 3].map((n) => work(n)()));
    await schema.sql(END_SESSIONS, [schema.name]);
    // The news arrives a moment after the server's answer.
    await until('the store hears of it', async () =>
      work(4)().then(
        () => true,
        () => false,
      ),
    );

    const results = await Promise.all([5, 6, 7, 8].map((n) => work(n)()));

    expect(results.map(({ kind }) => kind)).toEqual(Array(4).fill('committed'));
    await expect(store.ping()).resolves.toBeUndefined();
  });

  it('is UNAVAILABLE while the wire is cut, and recovers by itself', async () => {
    const schema = await TestSchema.forTest();
    const wire = await FlakyWire.to(databaseUrl);
    const store = await schema.store({ url: wire.url });
    const elsewhere = await schema.store();
    let woken = 0;
    store.onOutbox(() => (woken += 1));
    await until('listening', () => woken > 0);

    const unit = store.unit(requestFor('r'), async (tx) => {
      await tx.insertInto('numbers').values({ id: 'a', n: 1 }).execute();
      wire.cut();
      return KEEP;
    });
    const away = { code: 'UNAVAILABLE' };
    await expect(unit).rejects.toMatchObject(away);
    await expect(store.unit(requestFor('r2'), async () => KEEP)).rejects.toMatchObject(away);
    await expect(store.ping()).rejects.toMatchObject(away);
    await expect(store.outcome('orders.1')).rejects.toMatchObject(away);
    await expect(store.takeLease(LEASE, 'ada')).rejects.toMatchObject(away);
    await expect(store.takePublisherLease('ada', 1_000)).rejects.toMatchObject(away);
    await expect(store.reader.selectFrom('numbers').execute()).rejects.toMatchObject(away);

    woken = 0;
    wire.mend();
    await until('a wake-up for what may have been missed', () => woken > 0);
    expect(await store.unit(requestFor('r'), async () => KEEP)).toEqual({ kind: 'committed' });
    await expect(store.ping()).resolves.toBeUndefined();
    woken = 0;
    await elsewhere.unit(requestFor('r3'), async () => ({ ...KEEP, outbox: [EVENT] }));
    await until('a wake-up by another process', () => woken > 0);
  });

  it('gives up connections that fell silent, and goes on over new ones', async () => {
    const schema = await TestSchema.forTest();
    const wire = await FlakyWire.to(databaseUrl);
    const store = await schema.store({ url: wire.url, statementTimeoutMs: 200 });
    const lease = await store.takePublisherLease('ada', 60_000);
    if (!lease) throw new Error('no lease');
    await store.unit(requestFor('r'), async () => ({ ...KEEP, outbox: [EVENT] }));

    wire.hush();

    await expect(store.claimOutbox(lease, 10)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await store.claimOutbox(lease, 10)).toHaveLength(1);
    // The connections of units lay idle on the same dead wire.
    expect(await store.unit(requestFor('r2'), async () => KEEP)).toEqual({ kind: 'committed' });
  });

  it('closes although its connections fell silent', async () => {
    const schema = await TestSchema.forTest();
    const wire = await FlakyWire.to(databaseUrl);
    const store = await schema.store({ url: wire.url });
    await store.unit(requestFor('r'), async () => KEEP);
    await store.ping();
    wire.hush();
    await expect(store.close()).resolves.toBeUndefined();
  });

  it('notifies other processes, except while its own publisher is the one that works', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store();
    const other = await schema.store();
    let woken = 0;
    let round = 0;
    other.onOutbox(() => (woken += 1));
    const leave = async () => {
      round += 1;
      await store.unit(requestFor(`r${round}`), async () => ({ ...KEEP, outbox: [EVENT] }));
    };
    const notified = () =>
      until('a notification', async () => {
        await leave();
        return woken > 0;
      });
    await until('listening', () => woken > 0);
    woken = 0;
    await notified();

    const lease = (await store.takePublisherLease('ada', 60_000))!;
    // The last commits share a notification that is sent within 5 ms: silence of 100 is the end of it.
    for (let heard = -1; heard !== woken;) {
      heard = woken;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    // What was notified before has arrived when this, on the same channel, has.
    const barrier = async () => {
      const before = woken;
      await schema.sql(`SELECT pg_notify('mm_outbox_${schema.name}', 'somebody')`);
      await until('the barrier', () => woken > before);
    };
    const before = woken;
    for (let i = 0; i < 5; i += 1) await leave();
    await barrier();
    expect(woken).toBe(before + 1);

    await store.releasePublisherLease(lease);
    woken = 0;
    await notified();
  });

  it('leaves open whether a commit took effect whose answer got lost, and the repeat tells', async () => {
    const schema = await TestSchema.forTest();
    const wire = await FlakyWire.to(databaseUrl);
    const store = await schema.store({ url: wire.url });
    let ran = 0;
    const run = () =>
      store.unit(requestFor('r'), async (tx) => {
        ran += 1;
        await tx.insertInto('numbers').values({ id: 'a', n: ran }).execute();
        return KEEP;
      });
    wire.isLastSeen = (sent) => sent.includes('mm_commit');

    await expect(run()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    wire.isLastSeen = () => false;

    expect(await run()).toEqual({ kind: 'repeat' });
    expect(ran).toBe(1);
  });

  it('ends a statement that waits for a row when its time is up, and not the unit that holds the row', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ applicationName: schema.name });
    const add = sql`UPDATE numbers SET n = n + 1`;
    await schema.sql(`INSERT INTO numbers VALUES ('a', 0)`);

    const holder = await store.unit(requestFor('r1'), async (tx) => {
      await add.execute(tx);
      const late = store.unit(requestFor('r2', { timeoutMs: 200 }), async (other) => {
        await add.execute(other);
        return KEEP;
      });
      await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
      const waiting = await schema.sql(
        `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`,
        [schema.name],
      );
      expect(waiting.rowCount).toBe(0);
      return KEEP;
    });

    expect(holder).toEqual({ kind: 'committed' });
    expect(await store.reader.selectFrom('numbers').select('n').execute()).toEqual([{ n: 1 }]);
  });

  it('tells the server how long a unit may take, in case its process stands still', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ poolSize: 1 });
    const limits: unknown[] = [];
    for (const timeoutMs of [1_500, 30_000]) {
      await store.unit(requestFor(`r${timeoutMs}`, { timeoutMs }), async (tx) => {
        const shown = sql`SELECT current_setting('statement_timeout') AS statement,
          current_setting('idle_in_transaction_session_timeout') AS idle`;
        limits.push(...(await shown.execute(tx)).rows);
        return KEEP;
      });
    }

    expect(limits).toEqual([
      { statement: '2s', idle: '2s' },
      { statement: '32s', idle: '32s' },
    ]);
  });

  it('leaves no transaction open, whatever its units end in', async () => {
    const schema = await TestSchema.forTest();
    const store = await schema.store({ applicationName: schema.name, poolSize: 3 });
    const fence = await store.takeLease(LEASE, 'ada');
    await store.takeLease(LEASE, 'bob');
    const insert = sql`INSERT INTO numbers VALUES ('same', 1)`;
    await schema.sql(`INSERT INTO numbers VALUES ('same', 1)`);
    await store.unit(requestFor('known'), async () => KEEP);

    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => [
        store.unit(requestFor(`fenced ${i}`, { fence }), async () => KEEP),
        store.unit(requestFor('known'), async () => KEEP),
        store.unit(requestFor(`refused ${i}`), async (tx) => {
          await insert.execute(tx);
          return KEEP;
        }),
        store.unit(requestFor(`several at once ${i}`), async (tx) => {
          await Promise.all([insert.execute(tx), insert.execute(tx), sql`SELECT 1`.execute(tx)]);
          return KEEP;
        }),
        store.unit(requestFor(`rejected ${i}`), async (tx) => {
          await insert.execute(tx).catch(() => undefined);
          return { ...KEEP, writes: 'discard' as const };
        }),
        store.unit(requestFor(`late ${i}`, { timeoutMs: 50 }), async (tx) => {
          await sql`SELECT pg_sleep(20)`.execute(tx);
          return KEEP;
        }),
      ]).flat(),
    );

    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.kind : outcome.reason.code,
    );
    const once = ['LEASE_LOST', 'repeat', '23505', '23505', 'committed', 'DEADLINE_EXCEEDED'];
    expect(codes).toEqual(Array(10).fill(once).flat());
    const open = await schema.sql(
      `SELECT state FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'`,
      [schema.name],
    );
    expect(open.rows).toEqual([]);
    expect(await store.unit(requestFor('r'), async () => KEEP)).toEqual({ kind: 'committed' });
  });
});
