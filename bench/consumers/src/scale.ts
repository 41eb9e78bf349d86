import { setTimeout as pause } from 'node:timers/promises';
import { openPlatform, readSettings } from '@metamorphosis/wiring';
import type { Finding, Plan } from './ground.ts';
import { Effects } from './scaled/effects.ts';
import { OperatedNode } from './scaled/operated-node.ts';
import { appendCommands } from './unit-work.ts';

const PROCESSES = 4;

/** An operator has one worker become four, on a handler that waits: how soon, and is anything done twice. */
export async function scale(
  env: NodeJS.ProcessEnv,
  { isQuick }: Plan,
): Promise<readonly Finding[]> {
  const platform = openPlatform('bench', readSettings(env));
  try {
    await using operated = await OperatedNode.start(platform, env);
    const [only] = operated.node.workers;
    const count = isQuick ? 15_000 : 30_000;
    await appendCommands(platform.log, count);
    await using effects = await Effects.open(env.DATABASE_URL, env.METAMORPHOSIS_NAMESPACE);
    await effects.counted(100, 60_000);

    const commanded = await effects.now();
    const begun = performance.now();
    const up = firstUp(operated, only?.pid).then(() => performance.now() - begun);
    await operated.scale(PROCESSES);
    const settledMs = performance.now() - begun;
    const { records, all } = await effects.counted(count, 120_000);

    const fresh = (await effects.first()).filter(({ pid }) => pid !== only?.pid);
    const [soonest = NaN, last = NaN] = [fresh.at(0)?.at, fresh.at(-1)?.at].map(
      (at = NaN) => at - commanded,
    );
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
    const isAll = fresh.length === PROCESSES - 1;
    return [
      {
        what: 'scale 1 -> 4 processes: from the command to the first record of a new one',
        aim: 'under 3 s',
        measured: `${seconds(soonest)} (its process was up after ${seconds(await up)}; ${isAll ? `all four had handled records after ${seconds(last)}` : `${fresh.length + 1} of four came to handle records`}; the answer came after ${seconds(settledMs)})`,
        isReached: soonest < 3_000,
      },
      {
        what: 'records with an effect twice, meanwhile',
        aim: 'none',
        measured: `${all - records} of ${records}`,
        isReached: all === records && records === count,
      },
    ];
  } finally {
    await platform.close();
  }
}

/** Resolves once a worker is up that is not this one. */
async function firstUp({ node }: OperatedNode, old: number | undefined): Promise<void> {
  const isUp = (): boolean => node.workers.some(({ pid, state }) => pid !== old && state === 'UP');
  while (!isUp()) await pause(10);
}
