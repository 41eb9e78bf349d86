// Measures the store on PostgreSQL against the transaction that anybody would write by hand:
// `tsc -b libs/postgres && DATABASE_URL=... node bench/postgres/run.mjs [--rounds=10] [--only=store,...]`.
// Variants take turns in short slices, so that a busy machine disturbs all of them alike; medians are printed.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { createPostgresStore } from '@metamorphosis/postgres';

const option = (name, otherwise) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const rounds = Number(option('rounds', 10));
const sliceMs = Number(option('slice', 400));
const url = process.env.DATABASE_URL;
const POOL = 16;
const schema = `bench_${process.pid}`;
const pad = 'x'.repeat(200);

const store = createPostgresStore({ url, schema, applicationName: schema, poolSize: POOL });
await store.migrate();
await store.migrateService({
  tables: { up: (db) => sql`CREATE TABLE domain (id uuid PRIMARY KEY, v text)`.execute(db) },
});
const config = {
  connectionString: url,
  options: `-c search_path=${schema}`,
  application_name: schema,
};
const pool = new pg.Pool({ ...config, max: POOL });
await pool.query(`CREATE TABLE by_hand_inbox (id uuid PRIMARY KEY);
  CREATE TABLE by_hand_outbox (id uuid PRIMARY KEY, v text)`);
const fence = await store.takeLease(
  { consumer: 'commands', topic: 'orders.commands', partition: 0 },
  'bench',
);

// As in a worker whose own publisher is the one that works.
await store.takePublisherLease('bench', 3_600_000);
const event = (value) => ({
  topic: 'orders.events',
  key: 'k',
  value,
  headers: { ce_id: randomUUID() },
});
const outcomeOf = (commandId) => ({
  update: {
    ...{ commandId, name: 'orders.placeOrder', state: 'SUCCEEDED', version: 1, attempts: 1 },
    ...{
      acceptedAt: '2026-11-21T10:00:00.000Z',
      at: '2026-11-21T10:00:01.000Z',
      result: { ok: true },
    },
  },
});
const unit =
  (write, isCommand, sharing = 'never') =>
  async () => {
    const id = randomUUID();
    const recordId = `orders.${id}`;
    const inbox = { consumer: `commands ${sharing}`, recordId };
    const request = { fence, inbox, timeoutMs: 10_000, sharing };
    const out = JSON.stringify({ id, ok: true });
    await store.unit(request, async (tx) => {
      await write(tx, id, JSON.stringify({ id, pad }));
      const outbox = [event(out), event(out)];
      return { writes: 'keep', outbox, ...(isCommand && { outcome: outcomeOf(recordId) }) };
    });
  };
const withBuilder = (tx, id, v) => tx.insertInto('domain').values({ id, v }).execute();
const withSql = (tx, id, v) => sql`INSERT INTO domain VALUES (${id}, ${v})`.execute(tx);

const variants = {
  /** BEGIN, inbox, domain row, two outbox rows, COMMIT: five round trips, no lease, no outcome, no notice. */
  async 'by hand'() {
    const id = randomUUID();
    const out = JSON.stringify({ id, ok: true });
    const db = await pool.connect();
    try {
      await db.query('begin');
      const inbox = 'insert into by_hand_inbox values ($1) on conflict do nothing';
      await db.query({ name: 'i', text: inbox, values: [id] });
      const domain = 'insert into domain values ($1, $2)';
      await db.query({ name: 'd', text: domain, values: [id, JSON.stringify({ id, pad })] });
      const outbox = 'insert into by_hand_outbox values ($1, $2), ($3, $4)';
      await db.query({ name: 'o', text: outbox, values: [id, out, randomUUID(), out] });
      await db.query('commit');
    } finally {
      db.release();
    }
  },
  /** The same as a unit of work of a command: with lease, outcome and notice. */
  store: unit(withBuilder, true),
  /** The same, sharing transactions with those that wait at the same time. */
  'store shared': unit(withBuilder, true, 'measured'),
  'store raw sql': unit(withSql, true),
  /** As a unit of work of an event: without outcome and notice. */
  'store event': unit(withBuilder, false),
};

const cpuOfServer = async () => {
  const { rows } = await pool.query(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
    [schema],
  );
  let ticks = 0;
  for (const { pid } of rows) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      return Number.NaN; // the server is elsewhere
    }
  }
  return ticks * 10_000;
};

async function slice(run, concurrency) {
  const latencies = [];
  const [cpu, server] = [process.cpuUsage(), await cpuOfServer()];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < began + sliceMs) {
        const start = performance.now();
        await run();
        latencies.push(performance.now() - start);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const n = latencies.length;
  return {
    ...{ rps: n / seconds, p50: latencies[n >> 1], p99: latencies[Math.floor(n * 0.99)] },
    ...{ node: (user + system) / n, server: ((await cpuOfServer()) - server) / n },
  };
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const only = option('only')?.split(',');
const names = Object.keys(variants).filter((name) => !only || only.includes(name));
for (const name of names) await slice(variants[name], POOL);
console.log('at once  variant          per second   p50 ms   p99 ms   client us   server us');
for (const concurrency of option('at-once', '1,16,64,256').split(',').map(Number)) {
  const results = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) results.get(name).push(await slice(variants[name], concurrency));
  }
  for (const [name, slices] of results) {
    const of = (key) => median(slices.map((result) => result[key]));
    const cells = [of('rps').toFixed(0), of('p50').toFixed(2), of('p99').toFixed(2)];
    const cpu = [of('node').toFixed(0), of('server').toFixed(0)];
    console.log(
      [
        String(concurrency).padStart(7),
        name.padEnd(15),
        cells[0].padStart(10),
        cells[1].padStart(8),
      ].join('  '),
      [cells[2].padStart(7), cpu[0].padStart(10), cpu[1].padStart(10)].join('  '),
    );
  }
}
await store.close();
await pool.query(`DROP SCHEMA ${schema} CASCADE`);
await pool.end();
