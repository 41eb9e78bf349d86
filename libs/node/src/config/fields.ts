import type { Recycling } from '@metamorphosis/contract';
import { DEFAULT_CONSUMER_LIMITS, defaultRetryPolicy } from '@metamorphosis/core';
import type { ConsumerSettings } from '../plan/consumer-plan.js';
import {
  count,
  duration,
  either,
  mapOf,
  oneOf,
  record,
  share,
  size,
  type FieldType,
} from './field-types.js';

/** One thing that the configuration can say, told once: reading, printing, the schema and the environment follow it. */
export interface Field {
  /** Where it stands: `recycle.afterRecords`. */
  readonly path: readonly string[];
  readonly type: FieldType;
  /** An example, as it is written in the file. */
  readonly example: string;
  /** The default, for people. */
  readonly fallback: string;
  readonly meaning: string;
}

const { maxAttempts, inPlace = 1, firstMs, maxMs } = defaultRetryPolicy;

const fault = record({
  maxAttempts: { ...count(1), as: 'maxAttempts' },
  inPlace: { ...count(1), as: 'inPlace' },
  firstDelay: { ...duration, as: 'firstMs' },
  maxDelay: { ...duration, as: 'maxMs' },
});

/** What can be said of each consumer. */
export const CONSUMER_FIELDS: readonly Field[] = [
  {
    path: ['processes'],
    type: count(0),
    example: '2',
    fallback: "none: it lives in the service's shared worker",
    meaning: 'Worker processes of its own on this node; 0: it does not run here.',
  },
  {
    path: ['concurrency'],
    type: count(1),
    example: String(DEFAULT_CONSUMER_LIMITS.concurrency),
    fallback: String(DEFAULT_CONSUMER_LIMITS.concurrency),
    meaning: 'Records handled at once in one process.',
  },
  {
    path: ['guarantee'],
    type: oneOf('effectively-once', 'at-least-once', 'at-most-once'),
    example: 'effectively-once',
    fallback: 'what its code declares',
    meaning:
      'What the consumer is relied on for; it does not start when its code declares another.',
  },
  {
    path: ['recycle', 'afterRecords'],
    type: count(1),
    example: '1000000',
    fallback: 'never',
    meaning: 'A worker is replaced by a fresh one after so many records.',
  },
  {
    path: ['recycle', 'jitter'],
    type: share,
    example: '0.1',
    fallback: '0.1',
    meaning: 'Each worker goes earlier by a random part of up to so much.',
  },
  {
    path: ['recycle', 'maxAge'],
    type: duration,
    example: '7d',
    fallback: 'never',
    meaning: 'It is replaced at this age.',
  },
  {
    path: ['recycle', 'maxMemory'],
    type: size,
    example: '1GiB',
    fallback: 'never',
    meaning: 'It is replaced when it uses more memory than this.',
  },
  {
    path: ['retry', 'maxAttempts'],
    type: count(1),
    example: String(maxAttempts),
    fallback: String(maxAttempts),
    meaning: 'Tries of a record whose handler fails, in all; then it becomes a dead letter.',
  },
  {
    path: ['retry', 'inPlace'],
    type: count(1),
    example: String(inPlace),
    fallback: String(inPlace),
    meaning: 'Of these, so many at once, in place; then the record waits in the retry table.',
  },
  {
    path: ['retry', 'firstDelay'],
    type: duration,
    example: `${firstMs}ms`,
    fallback: `${firstMs}ms`,
    meaning: 'The wait before the second try; it doubles with each.',
  },
  {
    path: ['retry', 'maxDelay'],
    type: duration,
    example: `${maxMs / 1000}s`,
    fallback: `${maxMs / 1000}s`,
    meaning: 'The longest wait.',
  },
  {
    path: ['retry', 'byError'],
    type: mapOf(either(oneOf('dead-letter'), fault), 'names, codes or classes of errors'),
    example: '{ TypeError: dead-letter, ETIMEDOUT: { maxAttempts: 20, firstDelay: 5s } }',
    fallback: 'as its code says',
    meaning: 'What differs for errors of a name, a code or a class.',
  },
  {
    path: ['start', 'from'],
    type: oneOf('earliest', 'latest'),
    example: 'earliest',
    fallback: 'earliest',
    meaning: 'Where the group begins when it has never committed. Commands: earliest only.',
  },
];

/** The values of a consumer's fields, by their path with dots. */
export type FieldValues = ReadonlyMap<string, unknown>;

/** What the values of the fields mean. */
export function settingsOf(values: FieldValues): ConsumerSettings {
  const value = <T>(path: string): T | undefined => values.get(path) as T | undefined;
  const settings: Record<string, unknown> = {
    processes: value('processes'),
    concurrency: value('concurrency'),
    guarantee: value('guarantee'),
    startFrom: value('start.from'),
    recycling: group<Recycling>({
      afterRecords: value('recycle.afterRecords'),
      jitter: value('recycle.jitter'),
      maxAgeMs: value('recycle.maxAge'),
      maxMemoryBytes: value('recycle.maxMemory'),
    }),
    retry: group({
      maxAttempts: value('retry.maxAttempts'),
      inPlace: value('retry.inPlace'),
      firstMs: value('retry.firstDelay'),
      maxMs: value('retry.maxDelay'),
      byError: value('retry.byError'),
    }),
  };
  return group(settings) ?? {};
}

/** Without what is not said; undefined when nothing is. */
function group<T extends object>(parts: { readonly [K in keyof T]: unknown }): T | undefined {
  const said = Object.entries(parts).filter(([, part]) => part !== undefined);
  return said.length === 0 ? undefined : (Object.fromEntries(said) as T);
}
