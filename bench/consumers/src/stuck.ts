import { setTimeout as pause } from 'node:timers/promises';
import type { Finding, Ground, Plan } from './ground.ts';
import { Reader } from './reader.ts';
import { recordOf, type Tick } from './tick.ts';

const KEYS = 100;
const EVERY_MS = 20;
const AT_ONCE = 6;

/** 99 quiet keys while one is stuck: their p99, of what it is without that. */
export async function stuck(ground: Ground, { isQuick }: Plan): Promise<readonly Finding[]> {
  const stuckMs = isQuick ? 5_000 : 30_000;
  const found = new Map<string, Readonly<Record<string, number>>>();
  for (const kind of ['ours', 'kafkajs'] as const) {
    const topic = await ground.topic(1);
    await using reader = await Reader.start(kind, topic, topic);
    const numbers = new Map<string, number>();
    const send = async (phase: string, forMs: number): Promise<number> => {
      let sent = 0;
      for (const end = Date.now() + forMs; Date.now() < end; await pause(EVERY_MS)) {
        const ticks = Array.from({ length: AT_ONCE }, (): Tick => {
          const key = `k${1 + Math.floor(Math.random() * (KEYS - 1))}`;
          const n = (numbers.get(key) ?? 0) + 1;
          numbers.set(key, n);
          return { key, n, workMs: 1, at: Date.now(), phase };
        });
        sent += ticks.length;
        await ground.log.append(topic, ticks.map(recordOf));
      }
      return sent;
    };
    await send('warming up', 2_000);
    const before = await send('normal', stuckMs);
    await reader.until(before, 10_000);
    const one: Tick = { key: 'k0', n: 1, workMs: stuckMs, at: Date.now() };
    await ground.log.append(topic, [recordOf(one)]);
    const sent = before + (await send('stuck', stuckMs - 500));
    // kafkajs works off what has gathered behind it; its latencies are counted then.
    await reader.until(sent, kind === 'ours' ? 5_000 : 2 * stuckMs);
    found.set(kind, (await reader.seen()).p99Ms);
  }
  const of = (kind: string, phase: string): number => found.get(kind)?.[phase] ?? NaN;
  const ratio = of('ours', 'stuck') / of('ours', 'normal');
  const shown = (p99: number): string =>
    Number.isNaN(p99) ? `none handled within ${(3 * stuckMs) / 1_000} s` : `${p99} ms`;
  const ms = (kind: string): string =>
    `${kind} ${shown(of(kind, 'normal'))} -> ${shown(of(kind, 'stuck'))}`;
  return [
    {
      what: `p99 of 99 quiet keys while one is stuck for ${stuckMs / 1_000} s, of normal`,
      aim: 'under 2x',
      measured: `${ratio.toFixed(2)}x (${ms('ours')}; ${ms('kafkajs')})`,
      isReached: ratio < 2,
    },
  ];
}
