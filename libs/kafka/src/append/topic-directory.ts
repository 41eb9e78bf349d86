import { errors } from '@metamorphosis/contract';
import { pause } from '@metamorphosis/core';
import type { KafkaCluster } from '../client/cluster.js';
import type { TopicMetadata } from '../client/metadata-request.js';
import { assertAccepted, CODE } from '../errors.js';

/** How often a missing topic is asked for: brokers learn of a new one one after the other. */
const UNKNOWN_ATTEMPTS = 3;
const UNKNOWN_PAUSE_MS = 100;

/** Partition counts and leaders of topics, as last heard. */
export class TopicDirectory {
  readonly #cluster: KafkaCluster;
  readonly #topics = new Map<string, TopicMetadata>();
  readonly #asking = new Map<string, Promise<TopicMetadata>>();

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  get(topic: string): TopicMetadata | undefined {
    return this.#topics.get(topic);
  }

  /** The leader of a partition; undefined when none is known. */
  leader(topic: string, partition: number): number | undefined {
    const leader = this.#topics
      .get(topic)
      ?.partitions.find((entry) => entry.partition === partition)?.leader;
    return leader === undefined || leader < 0 ? undefined : leader;
  }

  /** Asks anew. Rejects with TOPIC_UNKNOWN, or as the request did. Concurrent calls ask once. */
  refresh(topic: string): Promise<TopicMetadata> {
    let asking = this.#asking.get(topic);
    if (asking === undefined) {
      asking = this.#ask(topic).finally(() => this.#asking.delete(topic));
      this.#asking.set(topic, asking);
    }
    return asking;
  }

  async #ask(topic: string): Promise<TopicMetadata> {
    for (let attempt = 1; ; attempt += 1) {
      const found = (await this.#cluster.metadata([topic])).topics.find(
        ({ name }) => name === topic,
      );
      const code = found?.errorCode ?? CODE.UNKNOWN_TOPIC_OR_PARTITION;
      if (found !== undefined && code === CODE.NONE) {
        this.#topics.set(topic, found);
        return found;
      }
      if (code !== CODE.UNKNOWN_TOPIC_OR_PARTITION) assertAccepted(code, `Looking up ${topic}`);
      if (attempt >= UNKNOWN_ATTEMPTS) {
        this.#topics.delete(topic);
        throw errors.TOPIC_UNKNOWN([topic]);
      }
      await pause(UNKNOWN_PAUSE_MS);
    }
  }
}
