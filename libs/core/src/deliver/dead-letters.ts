import {
  deadLetterTopic,
  HEADERS,
  isMetamorphosisError,
  type DomainRecord,
} from '@metamorphosis/contract';
import type { LogRecord } from '../log/event-log.js';
import type { DeadLetter, OutboxRecord } from '../store/store.js';

/** Headers that a dead letter's copy carries beside its own (docs/PROTOCOL.md, dead letters). */
export const DEAD_LETTER_HEADERS = {
  consumer: 'mm-dead-consumer',
  topic: 'mm-dead-topic',
  partition: 'mm-dead-partition',
  offset: 'mm-dead-offset',
  code: 'mm-dead-code',
  message: 'mm-dead-message',
  attempts: 'mm-dead-attempts',
  at: 'mm-dead-at',
} as const;

/** What is known about a failure when its record is parked. */
export interface Failure {
  readonly error: unknown;
  readonly attempts: number;
  readonly at: string;
}

/** The dead letter of a record, decoded or not. */
export function deadLetterOf(
  consumer: string,
  log: LogRecord,
  record: DomainRecord | undefined,
  { error, attempts, at }: Failure,
): DeadLetter {
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    consumer,
    topic: log.topic,
    partition: log.partition,
    offset: log.offset,
    key: log.key,
    value: log.value,
    headers: log.headers,
    ...(record && { recordId: record.id, type: record.type }),
    code: codeOf(error),
    message: error instanceof Error ? error.message : String(error),
    ...(stack !== undefined && { stack }),
    attempts,
    at,
  };
}

/** The code of the catalogue, or `COMMAND_FAILED` for what a handler threw. */
export function codeOf(error: unknown): string {
  return isMetamorphosisError(error) ? error.code : 'COMMAND_FAILED';
}

/** The copy that goes to `<topic>.dlq`: the record as it was, and why it was parked. */
export function deadLetterCopy(letter: DeadLetter): OutboxRecord {
  const H = DEAD_LETTER_HEADERS;
  const own = { ...letter.headers };
  // The copy is published anew: the original's number would make it look like a repeat.
  delete own[HEADERS.publishNumber];
  delete own[HEADERS.publisher];
  return {
    topic: deadLetterTopic(letter.topic),
    key: letter.key ?? '',
    value: letter.value ?? '',
    headers: {
      ...own,
      [H.consumer]: letter.consumer,
      [H.topic]: letter.topic,
      [H.partition]: String(letter.partition),
      [H.offset]: String(letter.offset),
      [H.code]: letter.code,
      [H.message]: letter.message.slice(0, 1000),
      [H.attempts]: String(letter.attempts),
      [H.at]: letter.at,
    },
  };
}
