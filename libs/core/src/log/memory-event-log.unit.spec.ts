import { expect, test } from 'vitest';
import { describeEventLog } from './event-log.features.js';
import { createMemoryEventLog } from './memory-event-log.js';
import { MemoryLogCluster } from './memory-log-cluster.js';

describeEventLog('memory', async () => {
  const cluster = new MemoryLogCluster();
  return {
    open: async () => createMemoryEventLog(cluster),
    appendForeign: async (record) => void cluster.appendForeign(record),
    deleteTopic: async (topic) => cluster.deleteTopic(topic),
    trim: async (partition, before) => cluster.trim(partition, before),
    cut: async (log) => cluster.cut(log),
    close: async () => undefined,
  };
});

test('an append whose answer gets lost has taken effect, and the next one is answered', async () => {
  const cluster = new MemoryLogCluster();
  const log = createMemoryEventLog(cluster);
  await log.createTopics([{ name: 't', partitions: 1 }]);
  cluster.loseNextAnswer(log);
  const record = { key: 'k', value: 'v', headers: {} };
  await expect(log.append('t', [record])).rejects.toMatchObject({ code: 'ACCEPTANCE_UNKNOWN' });
  expect(await log.append('t', [record])).toMatchObject([{ offset: 1 }]);
});
