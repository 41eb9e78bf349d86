import type { TopicPartition } from '@metamorphosis/core';
import { assertAccepted, NotSent } from '../errors.js';
import type { KafkaCluster } from './cluster.js';
import type { TopicMetadata } from './metadata-request.js';

/** A partition's key in maps. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${partition}/${topic}`;
}

interface ListAnswer {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly offset: string;
    }[];
  }[];
}

const WHICH = { earliest: -2, end: -1 } as const;

/** The first offsets, or the ends, of partitions; asks each leader once. */
export async function listOffsets(
  cluster: KafkaCluster,
  topics: readonly TopicMetadata[],
  partitions: readonly TopicPartition[],
  which: keyof typeof WHICH,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const byLeader = Map.groupBy(partitions, (wanted) => leaderOf(topics, wanted));
  await Promise.all(
    [...byLeader].map(async ([leader, own]) => {
      const byTopic = [...Map.groupBy(own, ({ topic }) => topic)];
      const { responses } = await cluster.send(cluster.link(leader), (link) =>
        link.protocol<ListAnswer>('ListOffsets', {
          isolationLevel: 0,
          topics: byTopic.map(([topic, ofTopic]) => ({
            topic,
            partitions: ofTopic.map(({ partition }) => ({ partition, timestamp: WHICH[which] })),
          })),
        }),
      );
      for (const { topic, partitions: answers } of responses) {
        for (const { partition, errorCode, offset } of answers) {
          assertAccepted(errorCode, `Listing the offsets of ${topic}/${partition}`);
          found.set(keyOf({ topic, partition }), Number(offset));
        }
      }
    }),
  );
  return found;
}

/** Moves the beginning of a partition up to an offset. */
export async function deleteRecords(
  cluster: KafkaCluster,
  topic: TopicMetadata,
  partition: number,
  before: number,
  timeoutMs: number,
): Promise<void> {
  const leader = leaderOf([topic], { topic: topic.name, partition });
  const topics = [{ topic: topic.name, partitions: [{ partition, offset: String(before) }] }];
  await cluster.send(cluster.link(leader), (link) =>
    link.protocol('DeleteRecords', { topics, timeout: timeoutMs }),
  );
}

function leaderOf(topics: readonly TopicMetadata[], { topic, partition }: TopicPartition): number {
  const leader = topics
    .find(({ name }) => name === topic)
    ?.partitions.find((entry) => entry.partition === partition)?.leader;
  if (leader === undefined || leader < 0) throw new NotSent(`${topic}/${partition} has no leader`);
  return leader;
}

interface FetchAnswer {
  readonly errorCode?: number;
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly errorCode: number;
      readonly offset: string;
    }[];
  }[];
}

/** Reads the answer to an OffsetFetch: the committed offsets, by partition key. */
export function committedOffsets(group: string, answer: FetchAnswer): ReadonlyMap<string, number> {
  const what = `Reading the commits of ${group}`;
  assertAccepted(answer.errorCode ?? 0, what);
  const found = new Map<string, number>();
  for (const { topic, partitions } of answer.responses) {
    for (const { partition, errorCode, offset } of partitions) {
      assertAccepted(errorCode, what);
      if (Number(offset) >= 0) found.set(keyOf({ topic, partition }), Number(offset));
    }
  }
  return found;
}

/** The request that `committedOffsets` reads the answer of. */
export function offsetFetchPayload(group: string, partitions: readonly TopicPartition[]): object {
  return {
    groupId: group,
    topics: [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(({ partition }) => ({ partition })),
    })),
  };
}
