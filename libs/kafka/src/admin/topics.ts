import { errors } from '@metamorphosis/contract';
import type { TopicInfo, TopicSpec } from '@metamorphosis/core';
import type { KafkaCluster } from '../client/cluster.js';
import type { TopicMetadata } from '../client/metadata-request.js';
import { assertAccepted, CODE, KafkaRefusal } from '../errors.js';

interface CreateAnswer {
  readonly topicErrors: readonly {
    readonly topic: string;
    readonly errorCode: number;
    readonly errorMessage?: string | null;
  }[];
}

/** How topics are made. */
export interface CreateOptions {
  readonly replicationFactor: number;
  readonly timeoutMs: number;
}

/** The topics of these names that exist. */
export async function existingTopics(
  cluster: KafkaCluster,
  names: readonly string[],
): Promise<ReadonlyMap<string, TopicMetadata>> {
  const { topics } = await cluster.metadata(names);
  const found = topics.filter(({ name, errorCode, partitions }) => {
    if (errorCode === CODE.UNKNOWN_TOPIC_OR_PARTITION) return false;
    // Without a leader for some partition, but with all of them: it exists.
    if (errorCode === CODE.LEADER_NOT_AVAILABLE && partitions.length > 0) return true;
    assertAccepted(errorCode, `Looking up ${name}`);
    return true;
  });
  return new Map(found.map((topic) => [topic.name, topic]));
}

/** What the port tells of a topic. The incarnation is Kafka's own topic id. */
export function topicInfo({ partitions, topicId }: TopicMetadata): TopicInfo {
  return { partitions: partitions.length, incarnation: topicId };
}

/**
 * One attempt to make what is missing and see all of it led. Throws TOPIC_MISMATCH, or a refusal
 * that passes while brokers learn of a new topic.
 */
export async function ensureTopics(
  cluster: KafkaCluster,
  specs: readonly TopicSpec[],
  options: CreateOptions,
): Promise<void> {
  const names = specs.map(({ name }) => name);
  const before = await existingTopics(cluster, names);
  for (const spec of specs) assertCount(spec, before.get(spec.name));
  const missing = specs.filter(({ name }) => !before.has(name));
  if (missing.length > 0) await create(cluster, missing, options);
  const after = await existingTopics(cluster, names);
  for (const spec of specs) {
    const topic = after.get(spec.name);
    assertCount(spec, topic);
    if (topic?.partitions.every(({ leader }) => leader >= 0) !== true) {
      throw new KafkaRefusal(CODE.LEADER_NOT_AVAILABLE, `Making ${spec.name}`);
    }
  }
}

async function create(
  cluster: KafkaCluster,
  specs: readonly TopicSpec[],
  { replicationFactor, timeoutMs }: CreateOptions,
): Promise<void> {
  const controller = await cluster.controller();
  const payload = {
    timeout: timeoutMs,
    validateOnly: false,
    topics: specs.map((spec) => ({
      topic: spec.name,
      numPartitions: spec.partitions,
      replicationFactor,
      configEntries: configOf(spec),
    })),
  };
  const { topicErrors } = await cluster.send(controller, (link) =>
    link.protocol<CreateAnswer>('CreateTopics', payload),
  );
  for (const { topic, errorCode, errorMessage } of topicErrors) {
    // Another process was quicker.
    if (errorCode === CODE.TOPIC_ALREADY_EXISTS) continue;
    assertAccepted(errorCode, `Making ${topic}${errorMessage ? ` (${errorMessage})` : ''}`);
  }
}

function configOf({ retentionMs = 'unlimited', compacted = false }: TopicSpec): object[] {
  const config = {
    'cleanup.policy': compacted ? 'compact' : 'delete',
    'retention.ms': retentionMs === 'unlimited' ? '-1' : String(retentionMs),
    // The size of a topic must not decide what is kept.
    'retention.bytes': '-1',
    // A record's time is when the log took it, not what some producer's clock says.
    'message.timestamp.type': 'LogAppendTime',
  };
  return Object.entries(config).map(([name, value]) => ({ name, value }));
}

function assertCount({ name, partitions }: TopicSpec, topic: TopicMetadata | undefined): void {
  if (topic !== undefined && topic.partitions.length !== partitions) {
    throw errors.TOPIC_MISMATCH([name, topic.partitions.length, partitions]);
  }
}
