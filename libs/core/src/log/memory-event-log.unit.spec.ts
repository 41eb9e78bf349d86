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
