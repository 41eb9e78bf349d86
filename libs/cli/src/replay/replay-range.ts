import { randomUUID } from 'node:crypto';
import { errors, HEADERS } from '@metamorphosis/contract';
import {
  pause,
  type Assignment,
  type EventLog,
  type LogRecord,
  type ParkedRecord,
  type RetryTable,
} from '@metamorphosis/core';

/** Where a range begins or ends: an offset of every partition, or a time (milliseconds since the epoch). */
export type Edge = { readonly offset: number } | { readonly time: number };

/** A range of a topic, for one consumer. */
export interface ReplayRange {
  readonly topic: string;
  readonly partition?: number;
  readonly from: Edge;
  /** Absent: to the end of now. */
  readonly until?: Edge;
}

/** Records in the retry table at which the reading waits: what comes is handled beside it. */
const MAX_WAITING = 2000;
const STEP = 200;
/** A log that says nothing for so long holds no more of the range (control records have offsets, too). */
const SILENCE_MS = 5000;

/**
 * Reads a range of a topic once, and hands it on in steps, in offset order for each partition.
 * Rejects with TOPIC_UNKNOWN, and with UNAVAILABLE when the log cannot be reached.
 */
export async function readRange(
  log: EventLog,
  { topic, partition, from, until }: ReplayRange,
  take: (records: readonly LogRecord[]) => Promise<void>,
): Promise<void> {
  const ranges = (await log.ranges(topic)).filter(
    (range) => partition === undefined || range.partition === partition,
  );
  if (ranges.length === 0) {
    throw errors.CONFIGURATION_INVALID([`${topic} has no partition ${partition}.`]);
  }
  const first = 'offset' in from ? from.offset : 0;
  const last = until && 'offset' in until ? until.offset : Number.POSITIVE_INFINITY;
  const open = new Map(
    ranges.flatMap(({ partition: at, earliest, end }) => {
      const range = { begin: Math.max(first, earliest), end: Math.min(last, end) };
      return range.begin < range.end ? [[at, range] as const] : [];
    }),
  );
  if (open.size === 0) return;
  const isMeant = ({ timestamp }: LogRecord): boolean =>
    (!('time' in from) || timestamp >= from.time) &&
    (!until || !('time' in until) || timestamp < until.time);
  const inbox: LogRecord[] = [];
  let heardAt = performance.now();
  const held = new Set<Assignment>();
  const reader = log.read(
    {
      group: `gregor-replay-${randomUUID()}`,
      topics: [topic],
      startAt: ({ partition: at }) => Promise.resolve(open.get(at)?.begin ?? 0),
    },
    {
      onAssigned: (assignment) => {
        if (!open.has(assignment.partition)) reader.pause(assignment);
      },
      onRevoked: () => Promise.resolve(),
      onHealth: () => undefined,
      onRecords: (assignment, records) => {
        heardAt = performance.now();
        const range = open.get(assignment.partition);
        if (!range) return;
        for (const record of records) if (record.offset < range.end) inbox.push(record);
        if ((records.at(-1)?.offset ?? 0) >= range.end - 1) open.delete(assignment.partition);
        if (inbox.length > MAX_WAITING || !open.has(assignment.partition)) {
          reader.pause(assignment);
          held.add(assignment);
        }
      },
    },
  );
  try {
    let started = false;
    while (open.size > 0 || inbox.length > 0) {
      const step = inbox.splice(0, STEP);
      started ||= step.length > 0;
      const meant = step.filter(isMeant);
      if (meant.length > 0) await take(meant);
      if (inbox.length < STEP) {
        for (const assignment of held)
          if (open.has(assignment.partition)) reader.resume(assignment);
      }
      if (step.length > 0) heardAt = performance.now();
      else if (performance.now() - heardAt > (started ? SILENCE_MS : 6 * SILENCE_MS)) break;
      else await pause(20);
    }
  } finally {
    await reader.close();
  }
}

/** Puts records into a consumer's retry table, under an inbox namespace; waits while many are there. Answers how many were not there yet. */
export async function parkRange(
  store: RetryTable,
  consumer: string,
  namespace: string,
  records: readonly LogRecord[],
  dueInMs: (index: number) => number,
): Promise<number> {
  while ((await store.countParked(consumer)) > MAX_WAITING) await pause(200);
  return store.addParked(
    records.map((record, index): ParkedRecord & { readonly dueInMs: number } => {
      const { topic, partition, offset, headers } = record;
      const recordId = headers[HEADERS.id] ?? `${topic}/${partition}/${offset}`;
      const fresh = { attempts: 0, replays: 0, namespace };
      return { consumer, record, recordId, ...fresh, dueInMs: dueInMs(index) };
    }),
  );
}
