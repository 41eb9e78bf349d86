import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import {
  pause,
  type PartitionRange,
  type TopicInfo,
  type TopicPartition,
  type TopicSpec,
} from '@metamorphosis/core';
import { Backoff } from '../client/backoff.js';
import { KafkaCluster } from '../client/cluster.js';
import type { TopicMetadata } from '../client/metadata-request.js';
import {
  committedOffsets,
  deleteRecords,
  keyOf,
  listOffsets,
  offsetFetchPayload,
} from '../client/offsets.js';
import { isRefusal, KafkaRefusal, MOVED } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { ensureTopics, existingTopics, topicInfo } from './topics.js';

/** Questions about the log, each asked until it is answered or the time is over. */
export class KafkaAdmin {
  readonly #options: CompiledOptions;
  readonly #cluster: KafkaCluster;
  readonly #closed = new AbortController();

  constructor(options: CompiledOptions) {
    this.#options = options;
    this.#cluster = new KafkaCluster(options);
  }

  createTopics(specs: readonly TopicSpec[]): Promise<void> {
    const { replicationFactor, requestTimeoutMs: timeoutMs } = this.#options;
    if (specs.length === 0) return Promise.resolve();
    return this.#ask(() => ensureTopics(this.#cluster, specs, { replicationFactor, timeoutMs }));
  }

  topic(name: string): Promise<TopicInfo | undefined> {
    return this.#ask(async () => {
      const found = await this.#find(name);
      return found && topicInfo(found);
    });
  }

  ranges(name: string): Promise<readonly PartitionRange[]> {
    return this.#ask(async () => {
      const topic = await this.#find(name);
      if (topic === undefined) throw errors.TOPIC_UNKNOWN([name]);
      const partitions = partitionsOf(topic);
      const [earliest, end] = await Promise.all([
        listOffsets(this.#cluster, [topic], partitions, 'earliest'),
        listOffsets(this.#cluster, [topic], partitions, 'end'),
      ]);
      return partitions.map((place) => ({
        ...place,
        earliest: earliest.get(keyOf(place)) ?? 0,
        end: end.get(keyOf(place)) ?? 0,
      }));
    });
  }

  trim({ topic: name, partition }: TopicPartition, before: number): Promise<void> {
    const { requestTimeoutMs } = this.#options;
    return this.#ask(async () => {
      const topic = await this.#find(name);
      if (topic === undefined) throw errors.TOPIC_UNKNOWN([name]);
      await deleteRecords(this.#cluster, topic, partition, before, requestTimeoutMs);
    });
  }

  committed(group: string, name: string): Promise<ReadonlyMap<number, number>> {
    return this.#ask(async () => {
      const topic = await this.#find(name);
      if (topic === undefined) return new Map();
      const partitions = partitionsOf(topic);
      const coordinator = await this.#cluster.coordinator(group);
      const payload = offsetFetchPayload(group, partitions);
      const answer = await this.#cluster.send(coordinator, (link) =>
        link.protocol<Parameters<typeof committedOffsets>[1]>('OffsetFetch', payload),
      );
      const offsets = committedOffsets(group, answer);
      return new Map(
        partitions.flatMap((place) => {
          const offset = offsets.get(keyOf(place));
          return offset === undefined ? [] : [[place.partition, offset] as const];
        }),
      );
    });
  }

  /** Asked once: whoever asks whether the log is there wants to know about now. */
  async ping(): Promise<void> {
    try {
      await this.#cluster.metadata([]);
    } catch (cause) {
      throw errors.UNAVAILABLE(['The log'], { cause });
    }
  }

  close(): void {
    this.#closed.abort();
    this.#cluster.destroy();
  }

  async #find(name: string): Promise<TopicMetadata | undefined> {
    return (await existingTopics(this.#cluster, [name])).get(name);
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    const { requestTimeoutMs, maxBackoffMs } = this.#options;
    const deadline = performance.now() + requestTimeoutMs;
    const backoff = new Backoff(Math.min(maxBackoffMs, 1_000));
    for (;;) {
      try {
        return await question();
      } catch (cause) {
        if (this.#closed.signal.aborted) throw errors.CLOSED(['The log'], { cause });
        if (isMetamorphosisError(cause)) throw cause;
        const isPassing = !isRefusal(cause) || MOVED.includes(cause.code);
        if (!isPassing) throw this.#refused(cause);
        const wait = backoff.next();
        if (performance.now() + wait > deadline) throw errors.UNAVAILABLE(['The log'], { cause });
        await pause(wait, this.#closed.signal);
      }
    }
  }

  #refused(cause: KafkaRefusal): Error {
    return cause.isAuthorization
      ? errors.UNAUTHORIZED([cause.message], { cause })
      : errors.INTERNAL_ERROR([cause.message], { cause });
  }
}

function partitionsOf({ name, partitions }: TopicMetadata): readonly TopicPartition[] {
  return partitions
    .map(({ partition }) => ({ topic: name, partition }))
    .sort((a, b) => a.partition - b.partition);
}
