import { errors } from '@metamorphosis/contract';
import type {
  AppendRecord,
  EventLog,
  LogRecord,
  PartitionRange,
  Position,
  TopicInfo,
  TopicPartition,
  TopicSpec,
} from './event-log.js';
import { MemoryGroup } from './memory-group.js';
import { partitionOf } from './partitioner.js';

/** A record as any program may write it: without our rules. */
export interface ForeignRecord extends TopicPartition {
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
}

interface MemoryPartition {
  /** Offset of `records[0]`. */
  earliest: number;
  readonly records: LogRecord[];
}

interface MemoryTopic {
  readonly incarnation: string;
  readonly partitions: readonly MemoryPartition[];
}

const encoder = new TextEncoder();

/**
 * What several in-memory handles share: as a broker is shared by processes. Keeps every record
 * until it is trimmed. Its methods beyond those of the log stand for what happens to a real one:
 * a foreign writer, a deleted topic, a lost connection.
 */
export class MemoryLogCluster {
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #connections = new Map<EventLog, (connected: boolean) => void>();
  readonly #wakes = new Set<() => void>();
  readonly #unanswered = new Set<EventLog>();
  #incarnations = 0;

  /** Appends what no client of ours would write. */
  appendForeign(record: ForeignRecord): Position {
    const { topic, partition } = record;
    const lane = this.#topic(topic).partitions[partition];
    if (lane === undefined) throw new RangeError(`${topic} has no partition ${partition}`);
    const offset = lane.earliest + lane.records.length;
    lane.records.push({ ...record, offset, timestamp: Date.now() });
    for (const wake of this.#wakes) wake();
    return { topic, partition, offset };
  }

  /** Deletes a topic and what groups committed for it. */
  deleteTopic(topic: string): void {
    this.#topics.delete(topic);
    for (const group of this.#groups.values()) group.forget(topic);
  }

  /** Drops the records below `before`, as retention does. */
  trim({ topic, partition }: TopicPartition, before: number): void {
    const lane = this.#topic(topic).partitions[partition];
    if (lane === undefined || before <= lane.earliest) return;
    lane.records.splice(0, before - lane.earliest);
    lane.earliest = before;
  }

  /** Cuts a handle off: it cannot append, and its readers lose their partitions. */
  cut(log: EventLog): void {
    this.#connections.get(log)?.(false);
  }

  /** Ends what `cut` began. */
  heal(log: EventLog): void {
    this.#connections.get(log)?.(true);
  }

  /** The next append of the handle takes effect, but its acknowledgement is lost on the way. */
  loseNextAnswer(log: EventLog): void {
    this.#unanswered.add(log);
  }

  /** Of the in-memory adapter: whether this append's acknowledgement is the one that gets lost. */
  losesAnswer(log: EventLog): boolean {
    return this.#unanswered.delete(log);
  }

  /** Of the in-memory adapter: registers a handle. */
  connect(log: EventLog, onChange: (connected: boolean) => void): void {
    this.#connections.set(log, onChange);
  }

  /** Of the in-memory adapter: `wake` is called after each append. */
  onAppend(wake: () => void): () => void {
    this.#wakes.add(wake);
    return () => this.#wakes.delete(wake);
  }

  createTopics(specs: readonly TopicSpec[]): void {
    for (const { name, partitions } of specs) {
      const have = this.#topics.get(name)?.partitions.length;
      if (have !== undefined && have !== partitions) {
        throw errors.TOPIC_MISMATCH([name, have, partitions]);
      }
    }
    for (const { name, partitions } of specs) {
      if (this.#topics.has(name)) continue;
      this.#incarnations += 1;
      this.#topics.set(name, {
        incarnation: `memory-${this.#incarnations}`,
        partitions: Array.from({ length: partitions }, () => ({ earliest: 0, records: [] })),
      });
      for (const group of this.#groups.values()) group.topicCreated(name);
    }
  }

  topic(name: string): TopicInfo | undefined {
    const topic = this.#topics.get(name);
    return topic && { partitions: topic.partitions.length, incarnation: topic.incarnation };
  }

  append(topic: string, records: readonly AppendRecord[]): readonly Position[] {
    const { length } = this.#topic(topic).partitions;
    return records.map(({ key, value, headers }) =>
      this.appendForeign({
        topic,
        partition: partitionOf(key, length),
        key,
        value: typeof value === 'string' ? encoder.encode(value) : value.slice(),
        headers: { ...headers },
      }),
    );
  }

  ranges(name: string): readonly PartitionRange[] {
    return this.#topic(name).partitions.map(({ earliest, records }, partition) => ({
      topic: name,
      partition,
      earliest,
      end: earliest + records.length,
    }));
  }

  /** At most `limit` records from `offset` on (from the earliest, when `offset` was trimmed). */
  slice({ topic, partition }: TopicPartition, offset: number, limit: number): readonly LogRecord[] {
    const lane = this.#topics.get(topic)?.partitions[partition];
    if (lane === undefined) return [];
    const from = Math.max(0, offset - lane.earliest);
    return lane.records.slice(from, from + limit);
  }

  group(name: string): MemoryGroup {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new MemoryGroup((topic) => this.topic(topic)?.partitions);
      this.#groups.set(name, group);
    }
    return group;
  }

  #topic(name: string): MemoryTopic {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw errors.TOPIC_UNKNOWN([name]);
    return topic;
  }
}
