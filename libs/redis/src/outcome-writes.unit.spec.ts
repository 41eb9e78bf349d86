import { describe, expect, it } from 'vitest';
import { OutcomeWrites } from './outcome-writes.js';

const write = (n: number) => ({ key: `outcome ${n}`, args: [7, `{"n":${n}}`, 'c', ''] as const });

/** Writes over a connection that notes each call, and answers it with the last digit of each key. */
function notedWrites(isCluster = false): { writes: OutcomeWrites; calls: number[] } {
  const calls: number[] = [];
  const script = (_: unknown, keys: readonly string[], args: readonly unknown[]) => {
    expect(args).toHaveLength(1 + keys.length * 4);
    calls.push(keys.length);
    if (keys.includes('outcome 20')) return Promise.reject(new Error('away'));
    return Promise.resolve(keys.map((key) => Number(key.at(-1))));
  };
  return { writes: new OutcomeWrites({ isCluster, script }, 60_000), calls };
}

describe('writes of outcomes', () => {
  it('go together when they come in one turn, sixteen at most; each gets its own answer', async () => {
    const { writes, calls } = notedWrites();
    const all = Array.from({ length: 19 }, (_, n) => writes.write(write(n)));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 19 }, (_, n) => n % 10));
    expect(calls).toEqual([16, 3]);
    expect(await writes.write(write(5))).toBe(5);
    expect(calls).toEqual([16, 3, 1]);
  });

  it('fail together when their call does, and no others with them', async () => {
    const { writes } = notedWrites();
    const all = Array.from({ length: 24 }, (_, n) => writes.write(write(n)));
    const states = (await Promise.allSettled(all)).map(({ status }) => status);
    expect(states.slice(0, 16)).toEqual(Array(16).fill('fulfilled'));
    expect(states.slice(16)).toEqual(Array(8).fill('rejected'));
  });

  it('go one by one in a cluster, whose keys lie in many slots', async () => {
    const { writes, calls } = notedWrites(true);
    await Promise.all([writes.write(write(1)), writes.write(write(2))]);
    expect(calls).toEqual([1, 1]);
  });

  it('that wait for the end of the turn go at once when they are flushed', () => {
    const { writes, calls } = notedWrites();
    void writes.write(write(1));
    expect(calls).toEqual([]);
    writes.flush();
    expect(calls).toEqual([1]);
  });
});
