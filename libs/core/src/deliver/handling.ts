import { encodeRecord, eventTopic, newRecordId, type DomainRecord } from '@metamorphosis/contract';
import { loggerWith, type Logger } from '../lifecycle/logger.js';
import type { LogRecord } from '../log/event-log.js';
import type { PublishableEvent } from '../service/definitions.js';
import { describeProblems } from '../service/describe-problems.js';
import type { RecordContext } from '../service/handlers.js';
import type { RoutedEvent } from '../service/own-topic.js';
import { versionOf } from '../service/payload-reader.js';
import type { OutboxRecord } from '../store/store.js';
import { Defect } from './failures.js';

/** What all tries of all records of a consumer share. */
export interface HandlingOptions {
  readonly consumer: string;
  /** Names of the service's topics beside `<service>.events`. @default none */
  readonly ownTopics?: ReadonlySet<string>;
  readonly logger: Logger;
}

/** One try of one record. */
export interface Try {
  readonly log: LogRecord;
  readonly record: DomainRecord;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted once the partition is lost. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** A handler's context and what it published. */
export interface Handling {
  readonly context: RecordContext;
  /** The events as outbox rows, in the order in which they were published. */
  readonly outbox: OutboxRecord[];
  /** Throws once the work will not count any more. */
  readonly throwIfVoid: () => void;
}

/** Prepares the context of one try of one record. What costs something is made when asked for. */
export function beginHandling(
  { log, record, attempt, signal: lost, timeoutMs }: Try,
  { consumer, ownTopics, logger }: HandlingOptions,
): Handling {
  const outbox: OutboxRecord[] = [];
  const endsAt = Date.now() + timeoutMs;
  const { id, type, time, key, correlationId, causationId, subject, deadlineAt } = record;
  let signal: AbortSignal | undefined;
  let own: Logger | undefined;
  const context: RecordContext = {
    get record() {
      const { topic, partition, offset } = log;
      return { id, type, time, key, position: { topic, partition, offset } };
    },
    recordId: id,
    correlationId,
    ...(causationId !== undefined && { causationId }),
    actor: subject === undefined ? undefined : { subject },
    ...(deadlineAt !== undefined && { deadlineAt }),
    attempt,
    get signal() {
      signal ??= AbortSignal.any([lost, AbortSignal.timeout(Math.max(0, endsAt - Date.now()))]);
      return signal;
    },
    get logger() {
      own ??= loggerWith(logger, { consumer, recordId: id, correlationId, attempt });
      return own;
    },
    publish: (event) => outbox.push(outboxRecordOf(event, record, ownTopics)),
  };
  const throwIfVoid = (): void => {
    lost.throwIfAborted();
    if (Date.now() >= endsAt) throw new Error(`${type} ${id} ran for more than ${timeoutMs} ms`);
  };
  return { context, outbox, throwIfVoid };
}

/**
 * An event as it will stand on the log; throws a Defect when it breaks its SDL type, or goes to a
 * topic that its service has not declared.
 */
export function outboxRecordOf(
  sent: PublishableEvent | RoutedEvent,
  cause: Pick<DomainRecord, 'id' | 'correlationId' | 'traceparent' | 'subject'>,
  ownTopics: ReadonlySet<string> = new Set(),
): OutboxRecord {
  const { definition, data } = 'kind' in sent ? sent.event : sent;
  const problems = definition.check(data);
  if (problems.length > 0) {
    throw new Defect(`event ${definition.type} breaks its type: ${describeProblems(problems)}`);
  }
  const wire = encodeRecord({
    kind: 'event',
    id: newRecordId(),
    source: definition.service,
    type: definition.type,
    time: new Date().toISOString(),
    key: definition.keyOf(data as never),
    data,
    ...versionOf(definition),
    correlationId: cause.correlationId,
    causationId: cause.id,
    ...(cause.traceparent !== undefined && { traceparent: cause.traceparent }),
    ...(cause.subject !== undefined && { subject: cause.subject }),
  });
  return { topic: topicOf(sent, definition.service, ownTopics), ...wire };
}

function topicOf(
  sent: PublishableEvent | RoutedEvent,
  service: string,
  ownTopics: ReadonlySet<string>,
): string {
  if (!('kind' in sent)) return eventTopic(service);
  const { name } = sent.topic;
  // The publisher would wait for a topic that nobody makes, and everything behind it too.
  if (!ownTopics.has(name)) {
    throw new Defect(`topic "${name}" is not among the topics of the module of ${service}`);
  }
  return `${eventTopic(service)}.${name}`;
}
