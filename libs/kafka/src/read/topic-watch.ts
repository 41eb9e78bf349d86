import { errors } from '@metamorphosis/contract';
import type { TopicPartition } from '@metamorphosis/core';
import type { KafkaCluster } from '../client/cluster.js';
import type { TopicMetadata } from '../client/metadata-request.js';
import { assertAccepted, CODE } from '../errors.js';

/** What a reader knows of its topics: which exist, which incarnation of each, and who leads what. */
export class TopicWatch {
  readonly #cluster: KafkaCluster;
  readonly #wanted: readonly string[];
  #topics: readonly TopicMetadata[] = [];
  #refreshing: Promise<void> | undefined;

  constructor(cluster: KafkaCluster, wanted: readonly string[]) {
    this.#cluster = cluster;
    this.#wanted = wanted;
  }

  get topics(): readonly TopicMetadata[] {
    return this.#topics;
  }

  /** The incarnations that exist, in order: equal arrays mean that nothing was made or deleted. */
  get incarnations(): readonly string[] {
    return this.#topics
      .map(({ name, topicId, partitions }) => `${name}/${topicId}/${partitions.length}`)
      .sort();
  }

  /** TOPIC_UNKNOWN for one that does not exist; undefined when all do. */
  get missing(): Error | undefined {
    const absent = this.#wanted.find((name) => this.#topics.every((topic) => topic.name !== name));
    return absent === undefined ? undefined : errors.TOPIC_UNKNOWN([absent]);
  }

  /** The leader of a partition; undefined while there is none. */
  leader({ topic, partition }: TopicPartition): number | undefined {
    const leader = this.#topics
      .find(({ name }) => name === topic)
      ?.partitions.find((entry) => entry.partition === partition)?.leader;
    return leader === undefined || leader < 0 ? undefined : leader;
  }

  /** Asks anew. Concurrent calls ask once. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const { topics } = await this.#cluster.metadata(this.#wanted);
    for (const { name, errorCode } of topics) {
      const isAbsent = errorCode === CODE.UNKNOWN_TOPIC_OR_PARTITION;
      // A topic that is just being made has no leaders yet; it is asked for again when fetched.
      if (errorCode !== CODE.LEADER_NOT_AVAILABLE && !isAbsent) {
        assertAccepted(errorCode, `Looking up ${name}`);
      }
    }
    this.#topics = topics.filter(({ partitions }) => partitions.length > 0);
  }
}
