import { expect, test } from 'vitest';
import { Lanes } from './lanes.js';

interface Task {
  readonly key: string;
  readonly n: number;
}

/** Lanes whose tasks end when the test says so. */
class Bench {
  readonly begun: Task[] = [];
  readonly lanes: Lanes<Task>;
  private readonly ends = new Map<Task, () => void>();

  constructor(concurrency: number) {
    this.lanes = new Lanes(concurrency, (task) => {
      this.begun.push(task);
      return new Promise((resolve) => this.ends.set(task, resolve));
    });
  }

  add(...keys: string[]): void {
    for (const key of keys) this.lanes.add(key, { key, n: this.added++ });
  }
  private added = 0;

  get running(): readonly string[] {
    return this.begun.filter((task) => this.ends.has(task)).map(nameOf);
  }

  async end(name: string): Promise<void> {
    const task = this.begun.find((begun) => nameOf(begun) === name && this.ends.has(begun));
    if (!task) throw new Error(`${name} does not run`);
    this.ends.get(task)?.();
    this.ends.delete(task);
    // Two turns: the task's promise, and what follows from it.
    await Promise.resolve().then(() => undefined);
  }
}

const nameOf = ({ key, n }: Task): string => `${key}${n}`;

test('tasks of one key go one after the other, in order', async () => {
  const bench = new Bench(10);
  bench.add('a', 'a', 'a');
  expect(bench.running).toEqual(['a0']);
  await bench.end('a0');
  expect(bench.running).toEqual(['a1']);
  bench.add('a');
  await bench.end('a1');
  await bench.end('a2');
  expect(bench.running).toEqual(['a3']);
});

test('a key that is stuck holds back no other', async () => {
  const bench = new Bench(2);
  bench.add('stuck', 'stuck', 'b', 'c', 'd');
  expect(bench.running).toEqual(['stuck0', 'b2']);
  await bench.end('b2');
  await bench.end('c3');
  expect(bench.running).toEqual(['stuck0', 'd4']);
});

test('at most so many run at once as were allowed', async () => {
  const bench = new Bench(3);
  bench.add('a', 'b', 'c', 'd', 'e');
  expect(bench.running).toHaveLength(3);
  await bench.end('b1');
  expect(bench.running).toEqual(['a0', 'c2', 'd3']);
});

test('a hot key takes its turn behind quiet ones', async () => {
  const bench = new Bench(1);
  bench.add('hot', 'hot', 'hot', 'quiet');
  await bench.end('hot0');
  expect(bench.running).toEqual(['quiet3']);
  await bench.end('quiet3');
  expect(bench.running).toEqual(['hot1']);
});

test('a lane that ran empty begins anew', async () => {
  const bench = new Bench(1);
  bench.add('a');
  await bench.end('a0');
  bench.add('a');
  expect(bench.running).toEqual(['a1']);
});

test('nothing begins after it was stopped; what runs goes on', async () => {
  const bench = new Bench(1);
  bench.add('a', 'a', 'b');
  bench.lanes.stop();
  bench.add('c');
  await bench.end('a0');
  expect(bench.begun.map(nameOf)).toEqual(['a0']);
});

test('it keeps order over thousands of tasks of one key, and of thousands of keys', async () => {
  const seen = new Map<string, number[]>();
  const done = Promise.withResolvers<void>();
  let left = 12_000;
  const lanes = new Lanes<Task>(8, async ({ key, n }) => {
    await Promise.resolve();
    seen.set(key, [...(seen.get(key) ?? []), n]);
    if (--left === 0) done.resolve();
  });
  for (let n = 0; n < 3_000; n++) {
    lanes.add('hot', { key: 'hot', n });
    for (const own of [0, 1, 2]) lanes.add(`k${n}`, { key: `k${n}`, n: own });
  }
  await done.promise;
  expect(seen.get('hot')).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
  expect([...seen].every(([key, ns]) => key === 'hot' || ns.join() === '0,1,2')).toBe(true);
});
