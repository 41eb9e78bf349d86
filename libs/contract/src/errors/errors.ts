import { defineError, defineErrors } from './define-errors.js';

/**
 * Every code a user of the platform can meet. Cause and remedy of each: docs/errors.md
 * (errors.unit.spec.ts keeps the two equal).
 */
export const errors = defineErrors({
  RESULT_TIMEOUT: defineError(
    'same-id',
    true,
    (commandId: string, ms: number) =>
      `No outcome of command ${commandId} within ${ms} ms. It may still run: fetch its result by this id.`,
  ),
  ACCEPTANCE_UNKNOWN: defineError(
    'same-id',
    true,
    (commandId: string) =>
      `Command ${commandId} may or may not have been accepted: the log did not answer. Repeat with the same idempotency key, or ask for its result by this id.`,
  ),
  IDEMPOTENCY_KEY_REUSED: defineError(
    'never',
    true,
    (key: string, command: string) =>
      `The idempotency key "${key}" was used before for ${command} with another input. Use a new key for a new input.`,
  ),
  UNAVAILABLE: defineError(
    'later',
    true,
    (what: string) => `${what} is not reachable at the moment. Try again later.`,
  ),
  VALIDATION_FAILED: defineError('never', true, (what: string) => what),
  UNAUTHORIZED: defineError('never', true, (what: string) => `Not allowed: ${what}.`),
  UNAUTHENTICATED: defineError('never', true, (why: string) => why),
  FORBIDDEN: defineError(
    'never',
    true,
    (what: string) => `Your access token does not allow ${what}. Ask for one with the right to it.`,
  ),
  TOKEN_INVALID: defineError(
    'never',
    true,
    (why: string) => `The access token is not accepted: ${why}. Send another one.`,
  ),
  TOKEN_EXPIRED: defineError(
    'never',
    true,
    () =>
      'The access token has ended. Subscribe again with a new one, and the cursor last received.',
  ),
  NODE_UNKNOWN: defineError('never', true, (what: string) => what),
  SERVICE_UNKNOWN: defineError('never', true, (what: string) => what),
  CONSUMER_UNKNOWN: defineError('never', true, (what: string) => what),
  WORKER_UNKNOWN: defineError('never', true, (what: string) => what),
  COMMAND_FAILED: defineError(
    'never',
    true,
    (commandId: string) => `Command ${commandId} failed and was parked for its operators.`,
  ),
  COMMAND_UNKNOWN: defineError(
    'never',
    true,
    (commandId: string) =>
      `No command ${commandId} is known here. Check the id; outcomes are kept for the retention time.`,
  ),
  COMMAND_ID_INVALID: defineError(
    'never',
    true,
    (commandId: string) => `"${commandId}" is no command id. It looks like <service>.<uuid>.`,
  ),
  CANCELLED: defineError(
    'never',
    true,
    (commandId: string) => `Command ${commandId} was cancelled.`,
  ),
  EXPIRED: defineError(
    'never',
    true,
    (commandId: string) => `Command ${commandId} expired before it was started.`,
  ),
  TOO_LATE: defineError(
    'never',
    true,
    (commandId: string) =>
      `Command ${commandId} has been started or has ended; it cannot be cancelled any more.`,
  ),
  NOT_CANCELLABLE: defineError(
    'never',
    true,
    (command: string) =>
      `Commands ${command} are handled at least once and keep no inbox: nothing could tell that one was not begun, so none can be cancelled.`,
  ),
  RECORD_INVALID: defineError(
    'never',
    true,
    (why: string) => `The record is not one of ours: ${why}.`,
  ),
  RECORD_VERSION_UNSUPPORTED: defineError(
    'never',
    true,
    (found: string, supported: string) =>
      `The record has protocol version ${found}; this process understands ${supported}. Update the consumer, then replay.`,
  ),
  RECORD_FORM_UNSUPPORTED: defineError(
    'never',
    true,
    (type: string, found: number, known: number) =>
      `The record has version ${found} of ${type}; this process reads versions up to ${known}. Update it, then replay what was parked.`,
  ),
  HANDLER_MISSING: defineError(
    'never',
    false,
    (type: string, consumer: string) =>
      `Consumer ${consumer} has no handler for records of type ${type}.`,
  ),
  HANDLER_KILLED_PROCESS: defineError(
    'never',
    false,
    (record: string, times: number) =>
      `Record ${record} was being handled when its process died, ${times} times. It is not handled again: mend its handler, then replay.`,
  ),
  LEASE_LOST: defineError(
    'never',
    false,
    (consumer: string, topic: string, partition: number) =>
      `The lease of ${consumer} on ${topic}/${partition} was taken over; its work here is void.`,
  ),
  DEADLINE_EXCEEDED: defineError(
    'later',
    false,
    (what: string, ms: number) => `${what} took longer than ${ms} ms.`,
  ),
  TOPIC_MISMATCH: defineError(
    'never',
    false,
    (topic: string, have: number, want: number) =>
      `Topic ${topic} has ${have} partitions, wanted are ${want}. The count of a topic never changes by itself: keys would move.`,
  ),
  TOPIC_UNKNOWN: defineError('later', false, (topic: string) => `Topic ${topic} does not exist.`),
  CLOSED: defineError('never', false, (what: string) => `${what} is closed.`),
  CONFIGURATION_INVALID: defineError('never', true, (what: string) => what),
  CURSOR_EXPIRED: defineError(
    'never',
    true,
    () =>
      'The cursor is older than what the stream still holds. Subscribe anew and reload what you show.',
  ),
  CURSOR_INVALID: defineError(
    'never',
    true,
    () =>
      'The cursor is not one of this subscription. Send the one last received, with the same field and arguments.',
  ),
  SLOW_CONSUMER: defineError(
    'later',
    true,
    () =>
      'This subscriber reads more slowly than events arrive. Resume with the cursor last received.',
  ),
  GOING_AWAY: defineError(
    'later',
    true,
    () => 'This gateway is stopping. Subscribe again with the cursor last received.',
  ),
  TOO_MANY_OPERATIONS: defineError(
    'later',
    true,
    (limit: number, where: string) =>
      `${limit} operations are under way ${where}, and no more are allowed. End one first.`,
  ),
  STREAM_UNKNOWN: defineError(
    'never',
    true,
    () => 'No event stream was reserved under this token, or it has ended. Reserve one by PUT.',
  ),
  PERSISTED_QUERY_NOT_FOUND: defineError(
    'never',
    true,
    // Word for word what clients of the protocol look for.
    () => 'PersistedQueryNotFound',
  ),
  PERSISTED_QUERY_NOT_SUPPORTED: defineError('never', true, () => 'PersistedQueryNotSupported'),
  DOCUMENT_UNTRUSTED: defineError(
    'never',
    true,
    () => 'Only registered documents are executed here. Register this one, and name it by its id.',
  ),
  LIMIT_EXCEEDED: defineError(
    'never',
    true,
    (what: string, allowed: number, found?: number) =>
      `The request has ${found === undefined ? 'too many' : String(found)} ${what}; ${allowed} are allowed.`,
  ),
  BUDGET_EXHAUSTED: defineError(
    'later',
    true,
    (cost: number, allowed: number, seconds: number) =>
      `This operation is taken to cost ${cost}, which is more than is left of your ${allowed} a minute. Try again in ${seconds} s, or ask for less.`,
  ),
  OVERLOADED: defineError(
    'later',
    true,
    (limit: number) =>
      `This gateway has ${limit} requests in hand and takes no more just now. Try again shortly.`,
  ),
  GRAPHQL_PARSE_FAILED: defineError('never', true, (what: string) => what),
  GRAPHQL_VALIDATION_FAILED: defineError('never', true, (what: string) => what),
  BAD_REQUEST: defineError('never', true, (what: string) => what),
  PAYLOAD_TOO_LARGE: defineError(
    'never',
    true,
    (limit: number) => `The request body is larger than ${limit} bytes.`,
  ),
  SUBGRAPH_UNAVAILABLE: defineError(
    'later',
    true,
    (subgraph: string) => `Subgraph ${subgraph} did not answer.`,
  ),
  SUBGRAPH_INVALID_RESPONSE: defineError(
    'later',
    true,
    (subgraph: string, why: string) => `Subgraph ${subgraph} answered against its schema: ${why}.`,
  ),
  NETWORK_ERROR: defineError('later', true, (url: string) => `${url} cannot be reached.`),
  RESPONSE_INVALID: defineError('never', true, (what: string) => what),
  INTERNAL_ERROR: defineError('later', false, (what: string) => what),
});

/** A code of the catalogue. */
export type ErrorCode = Exclude<keyof typeof errors, 'codes' | 'visibleCodes'>;
