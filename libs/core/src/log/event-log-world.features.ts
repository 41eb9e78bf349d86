import { onTestFinished, vi } from 'vitest';
import type {
  AppendRecord,
  EventLog,
  LogListener,
  PartitionRange,
  ReadOptions,
  TopicPartition,
} from './event-log.js';
import type { ForeignRecord } from './memory-log-cluster.js';
import { partitionOf } from './partitioner.js';
import { ReaderProbe } from './reader-probe.js';

/** What the contract suite needs of an adapter. Optional parts: what a log cannot do is not asked of it. */
export interface EventLogHarness {
  /** Opens one more handle on the same log, as another process would. The suite closes it. */
  readonly open: () => Promise<EventLog>;
  /** Appends what no client of ours would write. */
  readonly appendForeign?: (record: ForeignRecord) => Promise<void>;
  /** Deletes a topic for good; settles when it is gone. */
  readonly deleteTopic?: (topic: string) => Promise<void>;
  /** Drops the records below `before`, as retention does. */
  readonly trim?: (partition: TopicPartition, before: number) => Promise<void>;
  /** Cuts a handle off without a word, as a pulled cable does; it stays so until it is closed. */
  readonly cut?: (log: EventLog) => Promise<void>;
  /** Frees what the harness made. */
  readonly close: () => Promise<void>;
}

/** How patient the suite is. */
export interface EventLogSuiteOptions {
  /** How long a condition may take to become true. @default 15000 */
  readonly deadlineMs?: number;
}

/** Partitions of a topic in this suite. */
export const PARTITIONS = 4;

/** One test's view of a log: unique names, probes, and waiting. Closes what it opened. */
export class LogWorld {
  readonly harness: EventLogHarness;
  readonly #deadlineMs: number;

  constructor(harness: EventLogHarness, options: EventLogSuiteOptions = {}) {
    this.harness = harness;
    this.#deadlineMs = options.deadlineMs ?? 15_000;
  }

  /** A name that no other test has. */
  name(prefix: string): string {
    return `${prefix}-${crypto.randomUUID().slice(0, 13)}`;
  }

  async open(): Promise<EventLog> {
    const log = await this.harness.open();
    onTestFinished(() => log.close());
    return log;
  }

  async topic(log: EventLog, partitions = PARTITIONS): Promise<string> {
    const name = this.name('topic');
    await log.createTopics([{ name, partitions }]);
    return name;
  }

  /** Starts a reader; group and listener are made up unless given. */
  read(
    log: EventLog,
    options: Partial<ReadOptions> & Pick<ReadOptions, 'topics'>,
    hooks?: Partial<LogListener>,
  ): ReaderProbe {
    const probe = new ReaderProbe(hooks);
    return probe.attach(log.read({ group: this.name('group'), ...options }, probe));
  }

  /** Waits until `check` no longer throws; fails with its last error. */
  async until(check: () => void | Promise<void>, deadlineMs = this.#deadlineMs): Promise<void> {
    await vi.waitFor(check, { timeout: deadlineMs, interval: 5 });
  }

  /** A record whose key lies on the partition. */
  record(partition: number, value: string): AppendRecord {
    return { key: keyOn(partition), value, headers: {} };
  }
}

/** A key that lies on the partition, out of `partitions`. */
export function keyOn(partition: number, partitions = PARTITIONS): string {
  for (let i = 0; ; i += 1)
    if (partitionOf(`key-${i}`, partitions) === partition) return `key-${i}`;
}

/** The numbers 0 to n - 1. */
export function upTo(n: number): number[] {
  return [...Array(n).keys()];
}

/** Ends of the ranges, by partition number. */
export function endsOf(ranges: readonly PartitionRange[]): readonly number[] {
  return [...ranges].sort((a, b) => a.partition - b.partition).map(({ end }) => end);
}
