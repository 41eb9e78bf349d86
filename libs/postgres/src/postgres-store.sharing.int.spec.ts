import { setTimeout as pause } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Outcome, UnitSharing, Verdict } from '@metamorphosis/core';
import type { PostgresStore } from './postgres-store.js';
import { databaseUrl, TestSchema, type TestTables } from './testing/test-schema.js';

const KEYS = 16;
const RECORDS_OF_KEY = 8;
const HOT_ROWS = 3;
/** How often sessions of the store are ended meanwhile, and how many in all. */
const CUT_EVERY_MS = 60;
const CUTS = 8;

/** What a record does; drawn by its own name, so that every run draws the same. */
type Kind = 'write' | 'reject' | 'fault' | 'refused' | 'hot';

interface Work {
  readonly id: string;
  readonly key: string;
  readonly n: number;
  readonly kind: Kind;
  readonly isRepeated: boolean;
}

function draw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function workload(seed: number): readonly (readonly Work[])[] {
  const random = draw(seed);
  const kindOf = (x: number): Kind =>
    x < 0.08 ? 'reject' : x < 0.11 ? 'fault' : x < 0.14 ? 'refused' : x < 0.22 ? 'hot' : 'write';
  return Array.from({ length: KEYS }, (_, k) =>
    Array.from({ length: RECORDS_OF_KEY }, (_, i) => ({
      ...{ id: `k${k}-${i}`, key: `k${k}`, n: i + 1 },
      ...{ kind: kindOf(random()), isRepeated: random() < 0.2 },
    })),
  );
}

/** What is in the database and on the way to the log, whoever wrote it together with whom. */
interface Ledger {
  readonly rows: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, readonly string[]>>;
}

const isKept = ({ kind }: Work): boolean => kind !== 'reject';
/** Depends on every record of the key, and on their order. */
const folded = (sum: number, n: number): number => (sum * 31 + n) % 1_000_003;

function expected(works: readonly (readonly Work[])[]): Ledger {
  const all = works.flat();
  const kept = all.filter(isKept);
  const hot = Array.from({ length: HOT_ROWS }, (_, i) => [`hot${i}`, 0] as const);
  const rows: Record<string, number> = Object.fromEntries(hot);
  for (const { id, key, n, kind } of kept) {
    rows[id] = n;
    rows[key] = folded(rows[key] ?? 0, n);
    if (kind === 'hot') for (const row of hotRowsOf(n)) rows[row] = (rows[row] ?? 0) + n;
  }
  const outcomes = all.map((work) => [work.id, isKept(work) ? 'SUCCEEDED' : 'REJECTED']);
  const events = Map.groupBy(kept, ({ key }) => key);
  return {
    ...{ rows, outcomes: Object.fromEntries(outcomes) as Record<string, string> },
    events: Object.fromEntries([...events].map(([key, of]) => [key, of.map(({ id }) => id)])),
  };
}

/** Two of them, in an order in which others meet them the other way round: deadlocks are certain. */
const hotRowsOf = (n: number): readonly string[] => [`hot${n % 3}`, `hot${(n + 1) % 3}`];

function verdictOf({ id, key }: Work, writes: Verdict['writes']): Verdict {
  const state = writes === 'keep' ? 'SUCCEEDED' : 'REJECTED';
  const at = '2026-11-21T10:00:00.000Z';
  const outcome: Outcome = {
    update: { commandId: id, name: 'n', state, version: 1, attempts: 1, acceptedAt: at, at },
  };
  const event = { topic: 'orders.events', key, value: id, headers: {} };
  return { writes, outcome, outbox: writes === 'keep' ? [event] : [] };
}

/** The handler. Rejections write before they reject; a fault fails at its first tries. */
async function handle(tx: Kysely<TestTables>, work: Work, tries: number): Promise<Verdict> {
  const { id, key, n, kind } = work;
  await tx.insertInto('numbers').values({ id, n }).execute();
  await sql`INSERT INTO numbers VALUES (${key}, ${folded(0, n)})
    ON CONFLICT (id) DO UPDATE SET n = (numbers.n * 31 + ${n}::int) % 1000003`.execute(tx);
  if (kind === 'hot') {
    for (const row of hotRowsOf(n)) {
      await sql`UPDATE numbers SET n = n + ${n}::int WHERE id = ${row}`.execute(tx);
    }
  }
  if (kind === 'refused' && tries < 2) {
    await sql`INSERT INTO numbers VALUES (${id}, 0)`.execute(tx).catch(() => undefined);
  }
  if (kind === 'fault' && tries < 3) throw new Error('fault');
  return verdictOf(work, kind === 'reject' ? 'discard' : 'keep');
}

/** As a consumer does it: again until it has ended, and a delivery more now and then. */
async function deliver(store: PostgresStore<TestTables>, work: Work, sharing: UnitSharing) {
  const request = {
    inbox: { consumer: 'commands', recordId: work.id },
    timeoutMs: 10_000,
    sharing,
  };
  let isRepeated = work.isRepeated;
  for (let tries = 1; ; tries += 1) {
    if (tries > 200) throw new Error(`${work.id} does not end`);
    try {
      await store.unit(request, (tx) => handle(tx, work, tries));
      if (!isRepeated) return;
      isRepeated = false;
    } catch {
      await pause(1);
    }
  }
}

async function run(sharing: UnitSharing, works: readonly (readonly Work[])[]): Promise<Ledger> {
  const schema = await TestSchema.forTest();
  const store = await schema.store({ applicationName: schema.name });
  await schema.sql(`INSERT INTO numbers SELECT 'hot' || i, 0 FROM generate_series(0, 2) i`);
  const cutting = new AbortController();
  onTestFinished(() => cutting.abort());
  const cuts = (async () => {
    for (let cut = 0; cut < CUTS && !cutting.signal.aborted; cut += 1) {
      await pause(CUT_EVERY_MS);
      await schema.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = $1 AND state <> 'idle' ORDER BY random() LIMIT 2`,
        [schema.name],
      );
    }
  })();
  await Promise.all(
    works.map(async (ofKey) => {
      for (const work of ofKey) await deliver(store, work, sharing);
    }),
  );
  cutting.abort();
  await cuts;
  return ledgerOf(schema, store);
}

async function ledgerOf(schema: TestSchema, store: PostgresStore<TestTables>): Promise<Ledger> {
  const rows = (await schema.sql('SELECT id, n FROM numbers')).rows as { id: string; n: number }[];
  const inbox = (await schema.sql('SELECT record_id, outcome FROM mm_inbox')).rows;
  const lease = (await store.takePublisherLease('ada', 60_000))!;
  const claimed = await store.claimOutbox(lease, 10_000);
  const events = Map.groupBy(claimed, ({ key }) => key);
  return {
    rows: Object.fromEntries(rows.map(({ id, n }) => [id, n])),
    outcomes: Object.fromEntries(
      inbox.map(({ record_id, outcome }) => [record_id, JSON.parse(outcome).update.state]),
    ),
    events: Object.fromEntries(
      [...events].map(([key, of]) => [key, of.map(({ value }) => value)]),
    ) as Ledger['events'],
  };
}

describe.skipIf(databaseUrl === '')('Sharing transactions on PostgreSQL', () => {
  const seeds = [1, Date.now() >>> 0];
  it.each(seeds)(
    'changes no result, whatever is rejected, fails, meets a deadlock or loses its session (seed %i)',
    async (seed) => {
      const works = workload(seed);

      const ledgers = await Promise.all(
        (['never', 'always', 'measured'] as const).map((sharing) => run(sharing, works)),
      );

      for (const ledger of ledgers) expect(ledger).toEqual(expected(works));
    },
    120_000,
  );
});
