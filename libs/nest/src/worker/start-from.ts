import type { EventLog, TopicPartition } from '@metamorphosis/core';

/**
 * Where a group begins that is to take what comes from now on: after its last commit, or at the end of
 * the partition when it has never committed.
 */
export function fromTheEnd(
  log: EventLog,
  group: string,
): (partition: TopicPartition) => Promise<number> {
  return async ({ topic, partition }) => {
    const committed = (await log.committed(group, topic)).get(partition);
    if (committed !== undefined) return committed;
    const ranges = await log.ranges(topic);
    return ranges.find((range) => range.partition === partition)?.end ?? 0;
  };
}
