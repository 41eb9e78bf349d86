import { expect, test } from 'vitest';
import { createMemoryEventLog, MemoryLogCluster, type EventLog } from '@metamorphosis/core';
import { describeEventLog, LogWorld } from '@metamorphosis/core/testing';
import { namespacedLog } from './namespaced-log.js';

const outer = (topic: string): string => `ours.${topic}`;

describeEventLog('memory, under a namespace', async () => {
  const cluster = new MemoryLogCluster();
  const inner = new Map<EventLog, EventLog>();
  return {
    open: async () => {
      const log = createMemoryEventLog(cluster);
      const namespaced = namespacedLog(log, 'ours');
      inner.set(namespaced, log);
      return namespaced;
    },
    appendForeign: async (record) =>
      void cluster.appendForeign({ ...record, topic: outer(record.topic) }),
    deleteTopic: async (topic) => cluster.deleteTopic(outer(topic)),
    trim: async ({ topic, partition }, before) =>
      cluster.trim({ topic: outer(topic), partition }, before),
    cut: async (log) => {
      const cut = inner.get(log);
      if (cut) cluster.cut(cut);
    },
    close: async () => undefined,
  };
});

test('two namespaces on one log see nothing of each other', async () => {
  const cluster = new MemoryLogCluster();
  const open = (namespace: string): EventLog =>
    namespacedLog(createMemoryEventLog(cluster), namespace);
  const [ours, theirs, all] = [open('ours'), open('theirs'), createMemoryEventLog(cluster)];
  const topic = { name: 'orders.events', partitions: 1 };
  await ours.createTopics([topic]);
  expect(await theirs.topic(topic.name)).toBeUndefined();
  expect(await all.topic('ours.orders.events')).toMatchObject({ partitions: 1 });
  await theirs.createTopics([{ ...topic, partitions: 2 }]);
  const record = { key: 'k', value: 'v', headers: {} };
  expect(await ours.append(topic.name, [record])).toMatchObject([{ topic: topic.name, offset: 0 }]);
  expect((await theirs.ranges(topic.name)).map(({ end }) => end)).toEqual([0, 0]);

  const world = new LogWorld({ open: async () => ours, close: async () => undefined });
  const probes = [ours, theirs].map((log) =>
    world.read(log, { group: 'orders.commands', topics: [topic.name] }),
  );
  await world.until(() =>
    expect(probes.map(({ partitions }) => partitions)).toEqual([[0], [0, 1]]),
  );
  await world.until(() => expect(probes[0]?.values).toEqual(['v']));
  expect(probes[0]?.records[0]?.topic).toBe(topic.name);
  const [held] = probes[0]?.held ?? [];
  if (held) await probes[0]?.reader.commit(held, 1);
  expect(await ours.committed('orders.commands', topic.name)).toEqual(new Map([[0, 1]]));
  expect(await theirs.committed('orders.commands', topic.name)).toEqual(new Map());
  await Promise.all([ours.close(), theirs.close(), all.close()]);
});
