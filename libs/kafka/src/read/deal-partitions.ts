import type { TopicPartition } from '@metamorphosis/core';

/** Who takes part in a deal. */
export interface Player {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/**
 * Deals partitions in turn among the members that want their topic, going on with the next member
 * from topic to topic, so that several topics of one partition do not all go to the same one.
 */
export function dealPartitions(
  players: readonly Player[],
  partitionCounts: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly TopicPartition[]> {
  const sorted = [...players].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const hands = new Map<string, TopicPartition[]>(sorted.map(({ memberId }) => [memberId, []]));
  let turn = 0;
  for (const [topic, count] of [...partitionCounts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const takers = sorted.filter(({ topics }) => topics.includes(topic));
    if (takers.length === 0) continue;
    for (let partition = 0; partition < count; partition += 1) {
      const taker = takers[turn++ % takers.length];
      if (taker !== undefined) hands.get(taker.memberId)?.push({ topic, partition });
    }
  }
  return hands;
}
