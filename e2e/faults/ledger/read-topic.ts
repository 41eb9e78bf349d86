import { decodeRecord } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import type { LoggedRecord } from './evidence.js';

/** Everything that lies on a topic at this moment; nothing for a topic that there is not. */
export async function readTopic(log: EventLog, topic: string): Promise<LoggedRecord[]> {
  if (!(await log.topic(topic))) return [];
  const ranges = await log.ranges(topic);
  const ends = new Map(ranges.map(({ partition, end }) => [partition, end]));
  const open = new Set(ranges.filter((r) => r.end > r.earliest).map((r) => r.partition));
  const found: LoggedRecord[] = [];
  if (open.size === 0) return found;
  const complete = Promise.withResolvers<void>();
  const reader = log.read(
    { group: `ledger-${crypto.randomUUID()}`, topics: [topic] },
    {
      onAssigned: () => undefined,
      onRevoked: () => Promise.resolve(),
      onHealth: () => undefined,
      onRecords: ({ partition }, records) => {
        for (const log of records) {
          const { offset } = log;
          found.push({ topic, partition, offset, record: decodeRecord(log) });
          if (offset + 1 >= (ends.get(partition) ?? 0)) open.delete(partition);
        }
        if (open.size === 0) complete.resolve();
      },
    },
  );
  await complete.promise;
  await reader.close();
  return found;
}
