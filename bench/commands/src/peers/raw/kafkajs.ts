import net from 'node:net';
import { Kafka, logLevel } from 'kafkajs';
import { bareEnvironment } from '../environment.ts';
import { gathering, type BareRecord } from './gathering.ts';

const { brokers, partitions } = bareEnvironment();

const kafka = new Kafka({
  clientId: 'bare',
  brokers,
  logLevel: logLevel.ERROR,
  // kafkajs leaves Nagle's algorithm on, which costs milliseconds.
  socketFactory: ({ host, port, onConnect }) => {
    const socket = net.connect({ host, port }, onConnect);
    return socket.setNoDelay(true).setKeepAlive(true, 60_000);
  },
});

export async function createTopics(...topics: readonly string[]): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  const specs = topics.map((topic) => ({ topic, numPartitions: partitions }));
  await admin.createTopics({ topics: specs, waitForLeaders: true });
  await admin.disconnect();
}

/** A producer that waits for all replicas. */
export async function producing(topic: string): Promise<(record: BareRecord) => Promise<void>> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return gathering((messages) => producer.send({ topic, acks: -1, messages: [...messages] }));
}

/** Hands over every record of a topic. Commits nothing: kafkajs would hold the next fetch back for each commit. */
export async function consuming(
  topic: string,
  take: (key: string, value: string) => void,
): Promise<void> {
  const consumer = kafka.consumer({ groupId: `${topic}.group`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => resolve());
  });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 8,
    eachBatch: ({ batch }) => {
      for (const { key, value } of batch.messages) take(String(key), String(value));
      return Promise.resolve();
    },
  });
  await joined;
}
