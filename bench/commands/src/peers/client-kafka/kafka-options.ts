import { logLevel } from 'kafkajs';
import { bareEnvironment } from '../environment.ts';

/** Nest's options for either side; apart from names and the two limits, its defaults. */
export function kafkaOptions(side: 'client' | 'server'): object {
  const { brokers, namespace } = bareEnvironment();
  return {
    client: { clientId: side, brokers, logLevel: logLevel.NOTHING },
    consumer: { groupId: `${namespace}.${side}`, maxWaitTimeInMs: 100 },
    run: { partitionsConsumedConcurrently: 8 },
  };
}

/** The topic, which is also the message pattern. */
export function pattern(): string {
  return `${bareEnvironment().namespace}.commands`;
}
