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
} from '@metamorphosis/core';
import { KafkaAdmin } from './admin/kafka-admin.js';
import { Appender } from './append/appender.js';
import { patchRequestQueue } from './client/request-queue-patch.js';
import { compileOptions, type CompiledOptions, type KafkaOptions } from './options.js';
import { KafkaReader } from './read/kafka-reader.js';

class KafkaEventLog implements EventLog {
  readonly #options: CompiledOptions;
  readonly #admin: KafkaAdmin;
  readonly #appender: Appender;
  readonly #readers = new Set<KafkaReader>();
  #closing: Promise<void> | undefined;

  constructor(options: CompiledOptions) {
    this.#options = options;
    this.#admin = new KafkaAdmin(options);
    this.#appender = new Appender(options);
  }

  async createTopics(specs: readonly TopicSpec[]): Promise<void> {
    this.#check();
    await this.#admin.createTopics(specs);
  }

  async topic(name: string): Promise<TopicInfo | undefined> {
    this.#check();
    return this.#admin.topic(name);
  }

  async append(topic: string, records: readonly AppendRecord[]): Promise<readonly Position[]> {
    this.#check();
    return this.#appender.append(topic, records);
  }

  async ranges(topic: string): Promise<readonly PartitionRange[]> {
    this.#check();
    return this.#admin.ranges(topic);
  }

  async trim(partition: TopicPartition, before: number): Promise<void> {
    this.#check();
    await this.#admin.trim(partition, before);
  }

  async committed(group: string, topic: string): Promise<ReadonlyMap<number, number>> {
    this.#check();
    return this.#admin.committed(group, topic);
  }

  read(options: ReadOptions, listener: LogListener): LogReader {
    this.#check();
    const reader = new KafkaReader(this.#options, options, listener);
    this.#readers.add(reader);
    return reader;
  }

  async ping(): Promise<void> {
    this.#check();
    await this.#admin.ping();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.close()));
    await this.#appender.close();
    this.#admin.close();
  }

  #check(): void {
    if (this.#closing !== undefined) throw errors.CLOSED(['The log']);
  }
}

/**
 * The log on Apache Kafka 2.8 or newer. Connects when it is first used; a broker that is away is
 * waited for by readers (`onHealth`) and answered with UNAVAILABLE by everything else. An
 * acknowledged record lies on all replicas in sync (acks -1). Throws CONFIGURATION_INVALID that
 * names every problem of the options.
 */
export function createKafkaEventLog(options: KafkaOptions): EventLog {
  patchRequestQueue();
  return new KafkaEventLog(compileOptions(options));
}
