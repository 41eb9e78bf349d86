import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { EventLog } from '@metamorphosis/core';
import { createKafkaEventLog } from '@metamorphosis/kafka';

/** How long the pieces last. */
export interface Plan {
  readonly isQuick: boolean;
}

/** What one piece has to tell. */
export interface Finding {
  readonly what: string;
  readonly aim: string;
  readonly measured: string;
  readonly isReached: boolean | undefined;
}

/** A log, and topics of one run that go with it. */
export class Ground implements AsyncDisposable {
  readonly run = `bench-consumers-${randomBytes(3).toString('hex')}`;
  readonly log: EventLog;
  readonly #brokers: string[];
  #count = 0;

  constructor(brokers: string) {
    this.#brokers = brokers.split(',');
    this.log = createKafkaEventLog({ clientId: 'bench', brokers: this.#brokers });
  }

  /** A topic of its own. */
  async topic(partitions: number): Promise<string> {
    const name = `${this.run}-${(this.#count += 1)}.events`;
    await this.log.createTopics([{ name, partitions }]);
    return name;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.log.close();
    const admin = new Kafka({ brokers: this.#brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(this.run));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    await admin.disconnect();
  }
}
