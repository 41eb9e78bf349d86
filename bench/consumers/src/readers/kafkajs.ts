import { Kafka, logLevel } from 'kafkajs';
import { readerEnvironment, serveReader } from '../reader-process.ts';
import type { Tick } from '../tick.ts';

// kafkajs as its documentation begins: eachMessage, all options at their defaults but the wait of a fetch.
const { brokers, group, topic } = readerEnvironment();
const { tally, ready } = serveReader();
const kafka = new Kafka({ clientId: 'bench', brokers, logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 100 });
consumer.on(consumer.events.GROUP_JOIN, ready);
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: ({ message }) => tally.handle(JSON.parse(String(message.value)) as Tick),
});
