import type { DeadLetterFilter } from '@metamorphosis/contract';
import type { ParkedRecord } from './retry-table.js';
import type { DeadLetter } from './store.js';

/** A dead letter with the id by which operators name it. */
export interface StoredDeadLetter extends DeadLetter {
  /** Digits; rises in the order in which they were written. */
  readonly id: string;
}

/** When replayed records are due: the first at once, each further one so much later. */
export interface ReplayPace {
  readonly firstInMs: number;
  readonly everyMs: number;
}

/** The records that consumers gave up on, for their operators. */
export interface DeadLetterRows {
  /** Those that match and were not discarded, in the order in which they were written, after the one with the id `after`. */
  deadLetters(
    filter: DeadLetterFilter,
    limit: number,
    after?: string,
  ): Promise<readonly StoredDeadLetter[]>;
  /** How many match, all pages together. */
  countDeadLetters(filter: DeadLetterFilter): Promise<number>;
  /**
   * Moves the first `limit` that match, by partition and offset, to the retry table, all or nothing: the
   * records of one key come back in the order in which they lie on the log. Answers how many.
   */
  replayDeadLetters(filter: DeadLetterFilter, limit: number, pace: ReplayPace): Promise<number>;
  /** Sets the first `limit` that match aside. They stay in the table with the reason, for audits. Answers how many. */
  discardDeadLetters(filter: DeadLetterFilter, limit: number, reason: string): Promise<number>;
}

/** Whether a dead letter is meant. For adapters that look for themselves. */
export function matchesDeadLetter(filter: DeadLetterFilter, letter: StoredDeadLetter): boolean {
  const { ids, consumer, code, message, key, since, until } = filter;
  const at = Date.parse(letter.at);
  return (
    (ids === undefined || ids.includes(letter.id)) &&
    (consumer === undefined || letter.consumer === consumer) &&
    (code === undefined || letter.code === code) &&
    (message === undefined || letter.message.toLowerCase().includes(message.toLowerCase())) &&
    (key === undefined || letter.key === key) &&
    (since === undefined || at >= Date.parse(since)) &&
    (until === undefined || at < Date.parse(until))
  );
}

/** In the order in which replays take them: by partition and offset. */
export function byPosition(
  a: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>,
  b: Pick<DeadLetter, 'topic' | 'partition' | 'offset'>,
): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition || a.offset - b.offset;
}

/** The inbox key of a dead letter's record: its id, or where it lies when it has none. */
export function recordIdOf({
  recordId,
  topic,
  partition,
  offset,
}: Pick<DeadLetter, 'recordId' | 'topic' | 'partition' | 'offset'>): string {
  return recordId ?? `${topic}/${partition}/${offset}`;
}

/** A dead letter as it comes back into the retry table: with all its tries before it. */
export function parkedOf(letter: DeadLetter): ParkedRecord {
  const { consumer, topic, partition, offset, key, value, headers, at, namespace } = letter;
  return {
    consumer,
    record: { topic, partition, offset, key, value, headers, timestamp: Date.parse(at) },
    recordId: recordIdOf(letter),
    attempts: 0,
    replays: (letter.replays ?? 0) + 1,
    ...(namespace !== undefined && { namespace }),
  };
}
