import { encodeRecord, eventTopic, newRecordId, type DomainRecord } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import type { NewEvent, Problem } from '../service/definitions.js';
import type { HandlerContext } from '../service/handlers.js';
import type { OutboxRecord } from '../store/store.js';
import { Defect } from './failures.js';

/** Names what is wrong with a value in one line. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems
    .slice(0, 5)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
}

/** A handler's context and what it published. */
export interface Handling<Tx> {
  readonly context: HandlerContext<Tx>;
  /** The events as outbox rows, in the order in which they were published. */
  readonly outbox: OutboxRecord[];
}

/** Prepares the context of one try of one record. */
export function beginHandling<Tx>(
  record: DomainRecord,
  attempt: number,
  tx: Tx,
  until: { readonly signal: AbortSignal; readonly timeoutMs: number },
  logger: Logger,
): Handling<Tx> {
  const outbox: OutboxRecord[] = [];
  const endsAt = Date.now() + until.timeoutMs;
  let signal: AbortSignal | undefined;
  const context: HandlerContext<Tx> = {
    tx,
    recordId: record.id,
    correlationId: record.correlationId,
    attempt,
    // Made when asked for: most handlers never do, and a timer per record is not free.
    get signal() {
      signal ??= AbortSignal.any([
        until.signal,
        AbortSignal.timeout(Math.max(0, endsAt - Date.now())),
      ]);
      return signal;
    },
    logger,
    publish: (event) => outbox.push(outboxRecordOf(event, record)),
  };
  return { context, outbox };
}

/** An event as it will stand on the log; throws a Defect when it breaks its SDL type. */
export function outboxRecordOf<Name extends string, Data>(
  { definition, data }: NewEvent<Name, Data>,
  cause: Pick<DomainRecord, 'id' | 'correlationId' | 'traceparent'>,
): OutboxRecord {
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
    key: definition.keyOf(data),
    data,
    correlationId: cause.correlationId,
    causationId: cause.id,
    ...(cause.traceparent !== undefined && { traceparent: cause.traceparent }),
  });
  return { topic: eventTopic(definition.service), ...wire };
}
