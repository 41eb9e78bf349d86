import { openPlatform, readSettings } from '@metamorphosis/wiring';
import { median } from '../../commands/src/statistics.ts';
import type { Finding, Plan } from './ground.ts';
import { appendCommands } from './unit-work.ts';
import { Worker } from './worker.ts';

const AIMS = new Map([
  [64, 2],
  [256, 2.5],
]);

/** Effectively-once commands a second: sharing transactions, of a transaction for each. */
export async function once(env: NodeJS.ProcessEnv, { isQuick }: Plan): Promise<readonly Finding[]> {
  const rounds = isQuick ? 2 : 5;
  const ms = isQuick ? 1_000 : 2_000;
  await using worker = new Worker(env);
  await worker.said('ready');
  const count = isQuick ? 20_000 : 40_000;
  const platform = openPlatform('bench', readSettings(env));
  await appendCommands(platform.log, count);
  await platform.close();
  const findings: Finding[] = [];
  for (const [concurrency, aim] of AIMS) {
    const ratios: number[] = [];
    const rates = { never: [] as number[], measured: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (const sharing of ['never', 'measured'] as const) {
        const name = `${sharing}-${concurrency}-${round}`;
        worker.order({ kind: 'rate', name, sharing, concurrency, ms });
        rates[sharing].push((await worker.said('rate')).perSecond);
      }
      ratios.push((rates.measured.at(-1) ?? NaN) / (rates.never.at(-1) ?? NaN));
    }
    const ratio = median(ratios);
    const [alone, shared] = [median(rates.never), median(rates.measured)].map((x) => x.toFixed(0));
    findings.push({
      what: `effectively-once, ${concurrency} in hand: commands a second, of a transaction for each`,
      aim: `at least ${aim}x`,
      measured: `${ratio.toFixed(2)}x (${shared} to ${alone})`,
      isReached: ratio >= aim,
    });
  }
  return findings;
}
