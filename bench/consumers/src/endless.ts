import type { LogRecord } from '@metamorphosis/core';
import { generatedLog } from './generated-log.ts';
import { consumeTicks } from './our-consumer.ts';
import { recordOf, TOPIC } from './tick.ts';

// A process of its own: consumes generated records, and tells what that took.
const [count = 0, keys = 1] = process.argv.slice(2).map(Number);
const STEPS = 10;
const bytes = new TextEncoder();

const make = (i: number): LogRecord => {
  const key = `k${i % keys}`;
  const { value, headers } = recordOf({ key, n: 0, workMs: 0, at: 0 });
  const encoded = typeof value === 'string' ? bytes.encode(value) : value;
  return { topic: TOPIC, partition: 0, offset: i, key, value: encoded, headers, timestamp: 0 };
};

/** What the worker's own memory is once garbage is gone, and what the system has given the process. */
const memory = (): { readonly heapMb: number; readonly rssMb: number } => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
};

let handled = 0;
const samples = [{ handled, ...memory() }];
const ended = Promise.withResolvers<void>();
const cpu = process.cpuUsage();
const consumer = consumeTicks(
  generatedLog(TOPIC, count, make),
  { group: 'endless', topic: TOPIC },
  () => {
    handled += 1;
    if (handled % (count / STEPS) === 0) samples.push({ handled, ...memory() });
    if (handled === count) ended.resolve();
    return Promise.resolve();
  },
);
await ended.promise;
const { user, system } = process.cpuUsage(cpu);
await consumer.close();
process.send?.({ samples, cpuMicros: (user + system) / count });
process.disconnect();
