import type { Finding, Ground, Plan } from './ground.ts';
import { Reader } from './reader.ts';
import { recordOf } from './tick.ts';

const KEYS = 100;
const WORK_MS = 5;

/** A handler of 5 ms, one partition, 100 keys: records a second. */
export async function rate(ground: Ground, { isQuick }: Plan): Promise<readonly Finding[]> {
  const atMostMs = isQuick ? 5_000 : 15_000;
  const topic = await ground.topic(1);
  const count = isQuick ? 10_000 : 30_000;
  const ticks = Array.from({ length: count }, (_, i) => ({
    ...{ key: `k${i % KEYS}`, n: Math.floor(i / KEYS) + 1, workMs: WORK_MS, at: Date.now() },
  }));
  for (let i = 0; i < count; i += 500) {
    await ground.log.append(topic, ticks.slice(i, i + 500).map(recordOf));
  }
  const perSecond = new Map<string, number>();
  let disorder = 0;
  for (const kind of ['ours', 'kafkajs', 'nest'] as const) {
    await using reader = await Reader.start(kind, topic, topic);
    const seen = await reader.until(count, atMostMs);
    perSecond.set(kind, (seen.count / (seen.lastAt - seen.firstAt)) * 1_000);
    disorder += seen.disorder;
  }
  const [ours = NaN, ...rivals] = [...perSecond.values()];
  const ratio = ours / Math.max(...rivals);
  const all = [...perSecond].map(([name, value]) => `${name} ${value.toFixed(0)}`).join(', ');
  return [
    {
      what: '5 ms handler, 1 partition, 100 keys: records a second, of the faster rival',
      aim: 'at least 20x, order kept',
      measured: `${ratio.toFixed(1)}x (${all}; out of order: ${disorder})`,
      isReached: ratio >= 20 && disorder === 0,
    },
  ];
}
