import pg from 'pg';
import type { EventLog } from '@metamorphosis/core';
import type { Finding, Plan } from './ground.ts';
import { commandOf, COMMANDS } from './unit-work.ts';
import { Worker } from './worker.ts';

const WORK_MS = 20;

/** One worker becomes four, on a handler that waits: how soon, and is anything done twice. */
export async function scale(
  log: EventLog,
  env: NodeJS.ProcessEnv,
  { isQuick }: Plan,
): Promise<readonly Finding[]> {
  const order = { kind: 'join', name: 'scaled', workMs: WORK_MS } as const;
  await using first = new Worker(env);
  await first.said('ready');
  first.order(order);
  const count = isQuick ? 5_000 : 15_000;
  for (let i = 0; i < count; i += 500) {
    await log.append(
      COMMANDS,
      Array.from({ length: 500 }, (_, k) => commandOf(i + k)),
    );
  }
  await first.said('held', ({ partitions }) => partitions === 4);
  await first.said('first');
  const commanded = Date.now();
  const added = [new Worker(env), new Worker(env), new Worker(env)];
  try {
    const ups = added.map(async (worker) => {
      await worker.said('ready');
      worker.order(order);
      return Date.now();
    });
    const up = Math.min(...(await Promise.all(ups))) - commanded;
    const firsts = await Promise.all(added.map(async (worker) => (await worker.said('first')).at));
    const spread = await Promise.all(
      [first, ...added].map(
        async (worker) => (await worker.said('held', ({ partitions }) => partitions === 1)).at,
      ),
    );
    const soonest = Math.min(...firsts) - commanded;
    const settled = Math.max(...firsts, ...spread) - commanded;
    const { done, twice } = await effectsOf(env, count);
    return [
      {
        what: 'scale 1 -> 4 processes: from the start of new ones to the first record of one',
        aim: 'under 3 s',
        measured: `${(soonest / 1_000).toFixed(2)} s (its process was up after ${(up / 1_000).toFixed(2)} s; all four at work after ${(settled / 1_000).toFixed(2)} s)`,
        isReached: soonest < 3_000,
      },
      {
        what: 'records with an effect twice, meanwhile',
        aim: 'none',
        measured: `${twice} of ${done}`,
        isReached: twice === 0 && done === count,
      },
    ];
  } finally {
    await Promise.all(added.map((worker) => worker[Symbol.asyncDispose]()));
  }
}

/** Waits until all are done, and counts. */
async function effectsOf(
  env: NodeJS.ProcessEnv,
  count: number,
): Promise<{ done: number; twice: number }> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  try {
    const schemas = await client.query<{ name: string }>(
      `SELECT table_schema AS name FROM information_schema.tables
       WHERE table_name = 'effect' AND starts_with(table_schema, $1)`,
      [(env.METAMORPHOSIS_NAMESPACE ?? '').replaceAll('-', '_')],
    );
    const schema = schemas.rows[0]?.name ?? '';
    const end = performance.now() + 120_000;
    for (;;) {
      const { rows } = await client.query<{ done: number; once: number }>(
        `SELECT count(*)::int AS done, count(DISTINCT id)::int AS once FROM "${schema}".effect
         WHERE consumer = 'scaled'`,
      );
      const { done = 0, once = 0 } = rows[0] ?? {};
      if (once >= count || performance.now() > end) return { done: once, twice: done - once };
    }
  } finally {
    await client.end();
  }
}
