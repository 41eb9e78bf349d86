import kafkajs, { type Admin, type Kafka, type Producer } from 'kafkajs';
import type { EventLog, ForeignRecord, TopicPartition } from '@metamorphosis/core';
import type { EventLogHarness } from '@metamorphosis/core/testing';
import { createKafkaEventLog } from '../kafka-event-log.js';
import type { KafkaOptions } from '../options.js';
import { Cable } from './cable.js';

/** The brokers that the environment names; without them these specs have nothing to say. */
export function brokersOfEnvironment(): string[] {
  const brokers = process.env['KAFKA_BROKERS'];
  if (brokers === undefined || brokers === '') {
    throw new Error(
      'These specs need Kafka: run them by `npm test`, or start one by `npm run services -- start`.',
    );
  }
  return brokers.split(',');
}

/** The contract suite's view of a Kafka: handles with a cable each, and kafkajs for what is foreign. */
export class KafkaBed implements EventLogHarness {
  readonly #cables = new Map<EventLog, Cable>();
  /** A plain kafkajs beside the log. */
  readonly kafka: Kafka;
  #foreign: Promise<{ admin: Admin; producer: Producer }> | undefined;

  constructor(private readonly brokers: string[] = brokersOfEnvironment()) {
    const { logLevel } = kafkajs;
    this.kafka = new kafkajs.Kafka({ clientId: 'bed', brokers, logLevel: logLevel.NOTHING });
  }

  readonly open = (options: Partial<KafkaOptions> = {}): Promise<EventLog> => {
    const cable = new Cable();
    const log = createKafkaEventLog({
      brokers: this.brokers,
      clientId: 'spec',
      appendTimeoutMs: 3_000,
      requestTimeoutMs: 5_000,
      connectTimeoutMs: 1_000,
      maxBackoffMs: 500,
      socketFactory: cable.connect,
      ...options,
    });
    this.#cables.set(log, cable);
    return Promise.resolve(log);
  };

  cable(log: EventLog): Cable {
    const cable = this.#cables.get(log);
    if (cable === undefined) throw new Error('The log is not one of this bed.');
    return cable;
  }

  readonly cut = (log: EventLog): Promise<void> => this.cable(log).cut();

  readonly appendForeign = async (record: ForeignRecord): Promise<void> => {
    const { producer } = await this.foreign();
    const { topic, partition, key, value, headers } = record;
    const message = { partition, key, value: value && Buffer.from(value), headers: { ...headers } };
    await producer.send({ topic, messages: [message] });
  };

  readonly deleteTopic = async (topic: string): Promise<void> => {
    const { admin } = await this.foreign();
    await admin.deleteTopics({ topics: [topic] });
  };

  readonly trim = async ({ topic, partition }: TopicPartition, before: number): Promise<void> => {
    const { admin } = await this.foreign();
    // kafkajs looks for the leader before it asks where that is.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: `${before}` }] });
  };

  /** Its admin and producer, connected. */
  foreign(): Promise<{ admin: Admin; producer: Producer }> {
    this.#foreign ??= this.#connect();
    return this.#foreign;
  }

  readonly close = async (): Promise<void> => {
    if (this.#foreign === undefined) return;
    const { admin, producer } = await this.#foreign;
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  };

  async #connect(): Promise<{ admin: Admin; producer: Producer }> {
    const { DefaultPartitioner } = kafkajs.Partitioners;
    const admin = this.kafka.admin();
    const producer = this.kafka.producer({
      createPartitioner: DefaultPartitioner,
      allowAutoTopicCreation: false,
    });
    await Promise.all([admin.connect(), producer.connect()]);
    return { admin, producer };
  }
}
