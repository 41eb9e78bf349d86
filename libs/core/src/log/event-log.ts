import type { Lifecycle } from '../lifecycle/lifecycle.js';

/** One partition of one topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** How a topic is to be made. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** How long records are kept; `unlimited` for command topics. @default 'unlimited' */
  readonly retentionMs?: number | 'unlimited';
  /** Keep the newest record of each key only. @default false */
  readonly compacted?: boolean;
}

/** What the log knows of a topic. */
export interface TopicInfo {
  readonly partitions: number;
  /** Changes when the topic was deleted and made anew: positions of another incarnation mean nothing. */
  readonly incarnation: string;
}

/** A record to be appended. */
export interface AppendRecord {
  /** Chooses the partition: murmur2 of its UTF-8 bytes, as Kafka's default partitioner does. */
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record as it is read. */
export interface LogRecord extends TopicPartition {
  readonly offset: number;
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the log took it, milliseconds since the epoch. */
  readonly timestamp: number;
}

/** Where a record came to lie. */
export interface Position extends TopicPartition {
  readonly offset: number;
}

/** The readable range of a partition: `earliest` is its first offset, `end` the one that the next record will get. */
export interface PartitionRange extends TopicPartition {
  readonly earliest: number;
  readonly end: number;
}

/**
 * One spell of holding a partition. A new object for every assignment, also when the same
 * partition comes back to the same reader: work and commits belong to an assignment, never to a partition.
 */
export interface Assignment extends TopicPartition {
  /** Aborted once the assignment is lost or the reader closes. */
  readonly signal: AbortSignal;
}

/**
 * What a reader calls. None of them may throw (what one throws is dropped, and the reader goes on);
 * none is awaited except `onRevoked`.
 */
export interface LogListener {
  /** A partition was given to this reader. Its records follow. */
  onAssigned(assignment: Assignment): void;
  /**
   * The partition is being taken away; no records of it follow. Where the log allows it the reader holds it until the
   * promise settles (`revokeTimeoutMs` at most), and commits made meanwhile count: always when the
   * reader closes; not when the session was lost, then the partition is gone already.
   */
  onRevoked(assignment: Assignment): Promise<void>;
  /** Records of one assignment, in offset order, without repeats inside one assignment. */
  onRecords(assignment: Assignment, records: readonly LogRecord[]): void;
  /**
   * The reader cannot go on at the moment, or goes on again. It keeps trying by itself;
   * readiness follows this.
   */
  onHealth(health: LogHealth): void;
}

/** Whether a reader is connected and a member of its group. */
export type LogHealth =
  { readonly state: 'up' } | { readonly state: 'down'; readonly reason: unknown };

/** How to read. */
export interface ReadOptions {
  /** Readers of one group share the partitions. */
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Where an assignment begins. Default: after the last commit of the group, from the earliest
   * record when there is none. A function is asked at each assignment (the relay asks the board)
   * and overrides commits; when it rejects, the reader is down and asks again. A position that the
   * log has dropped means the earliest one that it still holds.
   */
  readonly startAt?: (partition: TopicPartition) => Promise<number>;
  /** How long a silent reader keeps its partitions. @default 6000 */
  readonly sessionTimeoutMs?: number;
  /** How long a revocation may wait for `onRevoked`. @default 5000 */
  readonly revokeTimeoutMs?: number;
}

/**
 * A member of a group. Made running. `close` revokes what is held (`onRevoked` is awaited), then
 * leaves the group at once so that others take over without waiting; nothing is delivered after it.
 */
export interface LogReader extends Lifecycle {
  /**
   * Records that everything below `offset` is done. Answers false, and does nothing, when the
   * assignment is not held any more. Inside one assignment a commit never moves backwards: a lower
   * one answers true and changes nothing. Rejects with UNAVAILABLE when the log cannot be reached
   * (the caller may try again with a newer offset).
   */
  commit(assignment: Assignment, offset: number): Promise<boolean>;
  /** Stops `onRecords` for the partition, soon; what is under way may still arrive. */
  pause(assignment: Assignment): void;
  resume(assignment: Assignment): void;
  /** Reads the partition again from `offset`: the next `onRecords` begins there. Records of before may not arrive any more. */
  seek(assignment: Assignment, offset: number): void;
}

/**
 * The log: topics of ordered partitions that keep what was appended.
 * Guarantees: records appended by one call, and by calls that do not overlap, keep their order per
 * key; an acknowledged record survives what the adapter's `durability` says. Does not guarantee that
 * a rejected append left nothing behind, nor that a record is delivered only once.
 */
export interface EventLog extends Lifecycle {
  /**
   * Makes the topics that are missing. Existing ones stay as they are; a different partition count
   * is TOPIC_MISMATCH: it never changes by itself.
   */
  createTopics(specs: readonly TopicSpec[]): Promise<void>;
  topic(name: string): Promise<TopicInfo | undefined>;
  /**
   * Appends, and resolves when every record is acknowledged, with positions in the order given.
   * Rejects with UNAVAILABLE when nothing was sent, TOPIC_UNKNOWN, or with ACCEPTANCE_UNKNOWN (args:
   * the first record's key) when the records may or may not lie there. Calls for the same
   * partition take effect in the order they were made.
   */
  append(topic: string, records: readonly AppendRecord[]): Promise<readonly Position[]>;
  /** Rejects with TOPIC_UNKNOWN. */
  ranges(topic: string): Promise<readonly PartitionRange[]>;
  /**
   * Drops the records of a partition below an offset, for good; those from it on stay. Below the earliest
   * one it changes nothing. Rejects with TOPIC_UNKNOWN.
   */
  trim(partition: TopicPartition, before: number): Promise<void>;
  /** The group's committed offset for each partition of the topic (absent: none). */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number>>;
  /**
   * Starts a reader. Returns at once; the group is joined in the background, and `onHealth` tells.
   * A topic that does not exist yet is waited for (health is down meanwhile).
   */
  read(options: ReadOptions, listener: LogListener): LogReader;
  /** Resolves when the log answers; rejects with UNAVAILABLE. For readiness. */
  ping(): Promise<void>;
}
