import { expect, onTestFinished, test, vi } from 'vitest';
import { SERVICE_WEB_TOPIC, type Wish } from '@metamorphosis/contract';
import { silentLogger } from '../lifecycle/logger.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { DesiredState } from './desired-state.js';
import { followDesiredState, writeWishes, type DesiredStateFollower } from './service-web-log.js';

const AT = '2026-11-21T08:00:00.000Z';
const processes = (value: number | null, node: string | null = null): Wish => ({
  setting: 'processes',
  service: 'orders',
  consumer: 'commands',
  value,
  node,
  at: AT,
});

test('what was wished last holds, whether for one node or for all', () => {
  const state = new DesiredState();
  const on = (node: string) => state.ofConsumer(node, 'orders', 'commands').processes;
  state.apply(processes(3, 'n1'), 5);
  expect([on('n1'), on('n2')]).toEqual([3, undefined]);
  state.apply(processes(2), 6);
  expect([on('n1'), on('n2')]).toEqual([2, 2]);
  state.apply(processes(4, 'n1'), 7);
  expect([on('n1'), on('n2')]).toEqual([4, 2]);
});

test('an older wish that is read again changes nothing', () => {
  const state = new DesiredState();
  state.apply(processes(3), 9);
  state.apply(processes(1), 4);
  expect(state.ofConsumer('n1', 'orders', 'commands').processes).toBe(3);
  expect(state.version).toBe(9);
});

test('settings do not touch each other, nor other consumers; null takes a wish back', () => {
  const state = new DesiredState();
  const base = { service: 'orders', consumer: 'commands', node: null, at: AT };
  state.apply(processes(3), 0);
  state.apply({ ...base, setting: 'paused', value: true }, 1);
  state.apply({ ...base, setting: 'recycling', value: { afterRecords: 10 } }, 2);
  state.apply({ ...base, setting: 'concurrency', value: 8 }, 3);
  expect(state.ofConsumer('n1', 'orders', 'commands')).toEqual({
    processes: 3,
    paused: true,
    recycling: { afterRecords: 10 },
    concurrency: 8,
  });
  expect(state.ofConsumer('n1', 'orders', 'stock')).toEqual({});
  state.apply(processes(null), 4);
  expect(state.ofConsumer('n1', 'orders', 'commands').processes).toBeUndefined();
});

test('a node is drained until that is taken back', () => {
  const state = new DesiredState();
  state.apply({ setting: 'drained', node: 'n1', value: true, at: AT }, 0);
  expect([state.isDrained('n1'), state.isDrained('n2')]).toEqual([true, false]);
  state.apply({ setting: 'drained', node: 'n1', value: false, at: AT }, 1);
  expect(state.isDrained('n1')).toBe(false);
});

async function follow(
  cluster: MemoryLogCluster,
  name: string,
  seen: (number | undefined)[],
): Promise<DesiredStateFollower> {
  const follower = await followDesiredState({
    log: createMemoryEventLog(cluster),
    name,
    onChange: (state) => seen.push(state.ofConsumer(name, 'orders', 'commands').processes),
    logger: silentLogger,
    signal: new AbortController().signal,
  });
  onTestFinished(() => follower.close());
  return follower;
}

test('a follower has read everything before it is told, then keeps up; who comes later adopts it', async () => {
  const cluster = new MemoryLogCluster();
  const log = createMemoryEventLog(cluster);
  const first: (number | undefined)[] = [];
  await follow(cluster, 'n1', first);
  expect(first).toEqual([undefined]);
  expect(await writeWishes(log, [processes(3)])).toBe(0);
  expect(await writeWishes(log, [processes(1), processes(2, 'n1')])).toBe(2);
  await vi.waitFor(() => expect(first.at(-1)).toBe(2));
  const second: (number | undefined)[] = [];
  const later = await follow(cluster, 'n2', second);
  expect(second).toEqual([1]);
  expect(later.state.version).toBe(2);
});

test('a record that is no wish is passed over, and counts as read', async () => {
  const cluster = new MemoryLogCluster();
  const log = createMemoryEventLog(cluster);
  await follow(cluster, 'n0', []);
  const bad = [
    'not json',
    '{}',
    JSON.stringify({ ...processes(-1) }),
    JSON.stringify({ setting: 'colour', node: null, value: 1 }),
  ];
  for (const value of bad) await log.append(SERVICE_WEB_TOPIC, [{ key: 'x', value, headers: {} }]);
  await writeWishes(log, [processes(2)]);
  const seen: (number | undefined)[] = [];
  const follower = await follow(cluster, 'n1', seen);
  expect(seen).toEqual([2]);
  expect(follower.state.version).toBe(bad.length);
});

test('a stop while the log is away ends the waiting', async () => {
  const cluster = new MemoryLogCluster();
  const log = createMemoryEventLog(cluster);
  cluster.cut(log);
  const stop = new AbortController();
  const following = followDesiredState({
    log,
    name: 'n1',
    onChange: () => undefined,
    logger: silentLogger,
    signal: stop.signal,
  });
  stop.abort(new Error('stopping'));
  await expect(following).rejects.toThrow('stopping');
});
