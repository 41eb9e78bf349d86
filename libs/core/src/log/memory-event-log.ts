import { errors } from '@metamorphosis/contract';
import type {
  AppendRecord,
  EventLog,
  LogListener,
  LogReader,
  PartitionRange,
  Position,
  ReadOptions,
  TopicInfo,
  TopicPartition,
  TopicSpec,
} from './event-log.js';
import { MemoryLogCluster } from './memory-log-cluster.js';
import { MemoryReader } from './memory-reader.js';

class MemoryEventLog implements EventLog {
  readonly #cluster: MemoryLogCluster;
  readonly #readers = new Set<MemoryReader>();
  #connected = true;
  #closed = false;

  constructor(cluster: MemoryLogCluster) {
    this.#cluster = cluster;
    cluster.connect(this, (connected) => {
      this.#connected = connected;
      for (const reader of this.#readers) reader.setConnected(connected);
    });
  }

  async createTopics(specs: readonly TopicSpec[]): Promise<void> {
    this.#check();
    this.#cluster.createTopics(specs);
  }

  async topic(name: string): Promise<TopicInfo | undefined> {
    this.#check();
    return this.#cluster.topic(name);
  }

  async append(topic: string, records: readonly AppendRecord[]): Promise<readonly Position[]> {
    this.#check();
    const positions = this.#cluster.append(topic, records);
    if (this.#cluster.losesAnswer(this)) throw errors.ACCEPTANCE_UNKNOWN([records[0]?.key ?? '']);
    return positions;
  }

  async ranges(topic: string): Promise<readonly PartitionRange[]> {
    this.#check();
    return this.#cluster.ranges(topic);
  }

  async trim(partition: TopicPartition, before: number): Promise<void> {
    this.#check();
    this.#cluster.trim(partition, before);
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    this.#check();
    return this.#cluster.group(group).committed(topic);
  }

  read(options: ReadOptions, listener: LogListener): LogReader {
    if (this.#closed) throw errors.CLOSED(['The log']);
    const reader = new MemoryReader(this.#cluster, options, listener, this.#connected);
    this.#readers.add(reader);
    return reader;
  }

  async ping(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#readers].map((reader) => reader.close()));
    this.#readers.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #check(): void {
    if (this.#closed) throw errors.CLOSED(['The log']);
    if (!this.#connected) throw errors.UNAVAILABLE(['The log']);
  }
}

/**
 * A log in this process's memory: gone when the process ends. Handles that are given the same
 * cluster share topics and groups, as processes share a broker.
 */
export function createMemoryEventLog(cluster: MemoryLogCluster = new MemoryLogCluster()): EventLog {
  return new MemoryEventLog(cluster);
}
