import {
  Consumer,
  Producer,
  stringDeserializers,
  stringSerializers,
  type Message,
} from '@platformatic/kafka';
import { bareEnvironment } from '../environment.ts';
import { gathering, type BareRecord } from './gathering.ts';

const { brokers: bootstrapBrokers } = bareEnvironment();

/** A producer that waits for all replicas. */
export function producing(topic: string): Promise<(record: BareRecord) => Promise<void>> {
  const serializers = stringSerializers;
  const producer = new Producer({ clientId: 'bare', bootstrapBrokers, serializers });
  return Promise.resolve(
    gathering((records) =>
      producer.send({ acks: -1, messages: records.map((record) => ({ ...record, topic })) }),
    ),
  );
}

/** Hands over every record of a topic. Commits once a second. */
export async function consuming(
  topic: string,
  take: (key: string, value: string) => void,
): Promise<void> {
  const consumer = new Consumer({
    clientId: 'bare',
    groupId: `${topic}.group`,
    bootstrapBrokers,
    deserializers: stringDeserializers,
    maxWaitTime: 100,
    autocommit: 1000,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest' });
  stream.on('data', ({ key, value }: Message) => take(key, value));
}
