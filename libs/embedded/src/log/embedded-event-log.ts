import { errors, isMetamorphosisError } from '@metamorphosis/contract';
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
} from '@metamorphosis/core';
import { DatabaseFile } from '../sqlite/database-file.js';
import { appendRecords, prepareRecord } from './append.js';
import { createTopics } from './create-topics.js';
import { logSchema } from './log-schema.js';
import { GroupReader } from './reader/group-reader.js';
import { ReaderHub } from './reader/reader-hub.js';
import { compileReadOptions } from './reader/reader-options.js';
import { purge, trimSlot } from './retention.js';
import { TopicCache } from './topics.js';

const PURGE_EVERY_MS = 10_000;

/** Options of the embedded log. */
export interface EmbeddedEventLogOptions {
  /** Where it lies. Made when it is missing, with its directory. No other purpose may share it. */
  readonly file: string;
  /** How long a write waits for other processes before it rejects with UNAVAILABLE. @default 30000 */
  readonly lockTimeoutMs?: number;
  /** How often old records are looked for. @default 10000 */
  readonly purgeIntervalMs?: number;
}

/**
 * The log on an SQLite file, for the processes of one machine. Appends that wait together share a
 * transaction. An acknowledged record survives the loss of any process (kill -9); not a power cut:
 * the last moments before one may be lost (`synchronous = NORMAL`). The file is opened by the first
 * call; a failure to open is UNAVAILABLE, and the next call tries again.
 */
export function createEmbeddedEventLog(options: EmbeddedEventLogOptions): EventLog {
  return new EmbeddedEventLog(options);
}

class EmbeddedEventLog implements EventLog {
  readonly #file: DatabaseFile;
  readonly #hub: ReaderHub;
  readonly #written = new TopicCache();
  readonly #read = new TopicCache();
  readonly #stop = new AbortController();
  readonly #purgeTimer: NodeJS.Timeout;
  #purging: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedEventLogOptions) {
    this.#file = new DatabaseFile(options, logSchema);
    this.#hub = new ReaderHub(this.#file);
    this.#purgeTimer = setInterval(
      () => this.#purge(),
      options.purgeIntervalMs ?? PURGE_EVERY_MS,
    ).unref();
  }

  async createTopics(specs: readonly TopicSpec[]): Promise<void> {
    this.#check();
    try {
      await this.#file.write((db) => createTopics(db, specs));
    } catch (error) {
      // What was seen inside of a transaction that failed never was.
      this.#written.clear();
      throw error;
    }
  }

  async topic(name: string): Promise<TopicInfo | undefined> {
    this.#check();
    const topic = await this.#file.read((db) => this.#read.find(db, name));
    return topic && { partitions: topic.partitions, incarnation: topic.incarnation };
  }

  async append(topic: string, records: readonly AppendRecord[]): Promise<readonly Position[]> {
    this.#check();
    const prepared = records.map(prepareRecord);
    try {
      return await this.#file.write((db) =>
        appendRecords(db, this.#written.get(db, topic), prepared),
      );
    } catch (error) {
      if (isMetamorphosisError(error, 'UNAVAILABLE') && error.details['commit'] === 'unknown')
        throw errors.ACCEPTANCE_UNKNOWN([records[0]?.key ?? ''], { cause: error });
      throw error;
    }
  }

  async ranges(topic: string): Promise<readonly PartitionRange[]> {
    this.#check();
    return this.#file.read((db) => {
      const { firstSlot, partitions } = this.#read.get(db, topic);
      return db
        .all<{ slot: number; earliest: number; next: number }>(
          'SELECT slot, earliest, next FROM head WHERE slot BETWEEN ? AND ? ORDER BY slot',
          firstSlot,
          firstSlot + partitions - 1,
        )
        .map(({ slot, earliest, next }) => ({
          topic,
          partition: slot - firstSlot,
          earliest,
          end: next,
        }));
    });
  }

  async trim({ topic, partition }: TopicPartition, before: number): Promise<void> {
    this.#check();
    const { firstSlot, partitions } = await this.#file.read((db) => this.#read.get(db, topic));
    if (partition < partitions) await trimSlot(this.#file, firstSlot + partition, before);
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    this.#check();
    return this.#file.read((db) => {
      const found = this.#read.find(db, topic);
      if (found === undefined) return new Map();
      const rows = db.all<{ slot: number; next: number }>(
        'SELECT slot, next FROM committed WHERE grp = ? AND slot BETWEEN ? AND ?',
        group,
        found.firstSlot,
        found.firstSlot + found.partitions - 1,
      );
      return new Map(rows.map(({ slot, next }) => [slot - found.firstSlot, next]));
    });
  }

  read(options: ReadOptions, listener: LogListener): LogReader {
    this.#check();
    const compiled = compileReadOptions(options);
    const reader = new GroupReader(this.#file, compiled, listener, (it) => this.#hub.remove(it));
    this.#hub.add(reader);
    return reader;
  }

  async ping(): Promise<void> {
    this.#check();
    await this.#file.ping();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    clearInterval(this.#purgeTimer);
    this.#stop.abort();
    await this.#hub.closeReaders();
    await this.#purging;
    await this.#file.close();
  }

  #purge(): void {
    // A failure is told by whoever reads or writes next; the timer tries again.
    this.#purging ??= purge(this.#file, this.#stop.signal)
      .catch(() => undefined)
      .finally(() => (this.#purging = undefined));
  }

  #check(): void {
    if (this.#closing !== undefined) throw errors.CLOSED(['The log']);
  }
}
