import { pause, type ReadOptions } from '@metamorphosis/core';
import { Backoff } from '../client/backoff.js';
import type { KafkaCluster } from '../client/cluster.js';
import { committedOffsets, keyOf, listOffsets, offsetFetchPayload } from '../client/offsets.js';
import type { GroupMembership } from './group-membership.js';
import type { Holding } from './holding.js';
import type { TopicWatch } from './topic-watch.js';

/** What finding the first positions needs. */
export interface StartContext {
  readonly cluster: KafkaCluster;
  readonly membership: GroupMembership;
  readonly watch: TopicWatch;
  readonly read: ReadOptions;
  readonly maxBackoffMs: number;
  /** Aborted when the holdings are given up. */
  readonly over: AbortSignal;
  readonly trouble: (what: string, reason: unknown) => void;
  readonly well: (what: string) => void;
  /** Asks anew where the partitions are. Never rejects. */
  readonly refresh: () => Promise<void>;
  /** Some holding may be fetched now. */
  readonly found: () => void;
}

/** Finds out where each holding begins, and keeps trying until all know it. Never rejects. */
export async function findStartPositions(
  context: StartContext,
  holdings: readonly Holding[],
): Promise<void> {
  const { startAt } = context.read;
  if (startAt === undefined) {
    return retry(context, 'positions', () => beginAtCommits(context, holdings));
  }
  await Promise.all(
    holdings.map((holding) => {
      const { topic, partition } = holding.assignment;
      return retry(context, `startAt ${keyOf({ topic, partition })}`, async () => {
        holding.begin(await startAt({ topic, partition }));
      });
    }),
  );
}

async function beginAtCommits(
  { cluster, membership, watch, read }: StartContext,
  holdings: readonly Holding[],
): Promise<void> {
  const partitions = holdings.map(({ assignment: { topic, partition } }) => ({ topic, partition }));
  if (partitions.length === 0) return;
  const payload = offsetFetchPayload(read.group, partitions);
  const commits = committedOffsets(
    read.group,
    await membership.call((link) => link.protocol('OffsetFetch', payload)),
  );
  const fresh = partitions.filter((place) => !commits.has(keyOf(place)));
  const earliest = await listOffsets(cluster, watch.topics, fresh, 'earliest');
  for (const holding of holdings) {
    const key = keyOf(holding.assignment);
    holding.begin(commits.get(key) ?? earliest.get(key) ?? 0);
  }
}

async function retry(
  { maxBackoffMs, over, trouble, well, found, refresh }: StartContext,
  what: string,
  attempt: () => Promise<void>,
): Promise<void> {
  const backoff = new Backoff(maxBackoffMs);
  while (!over.aborted) {
    try {
      await attempt();
      well(what);
      return found();
    } catch (error) {
      if (over.aborted) return;
      trouble(what, error);
      await pause(backoff.next(), over);
      await refresh();
    }
  }
}
