import { decodeRecord, errors, type DomainRecord } from '@metamorphosis/contract';
import type { DeliveryTally } from '../dispatch/consumer-figures.js';
import type { Deliver } from '../dispatch/delivery.js';
import type { Logger } from '../lifecycle/logger.js';
import type { EventLog } from '../log/event-log.js';
import type { EventDefinition } from '../service/definitions.js';
import type { EventHandler } from '../service/handlers.js';
import type { Store } from '../store/store.js';
import { Ending } from './ending.js';
import { beginHandling, describeProblems } from './handling.js';
import type { Notifier } from './notifier.js';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.js';
import { tryUntilDecided } from './retrying.js';

/** What the delivery of one event consumer is made of. */
export interface EventDeliveryOptions<Tx> {
  readonly consumer: string;
  /** The events it takes; others of the same topics are passed over. */
  readonly events: readonly EventDefinition<string, never>[];
  readonly handler: EventHandler<EventDefinition<string, never>, Tx>;
  readonly log: EventLog;
  readonly store: Store<Tx>;
  readonly notifier: Notifier;
  /** Counts retries and dead letters. */
  readonly tally?: DeliveryTally;
  readonly retry?: RetryPolicy;
  /** How long one try may take. @default 30000 */
  readonly timeoutMs?: number;
  readonly logger: Logger;
}

/** Delivers event records to one handler: effects in its unit of work happen once per event. */
export function createEventDelivery<Tx>(options: EventDeliveryOptions<Tx>): Deliver {
  const { consumer, handler, store, tally, logger, retry = defaultRetryPolicy } = options;
  const timeoutMs = options.timeoutMs ?? 30_000;
  const events = new Map(options.events.map((event) => [event.type, event]));
  const ending = new Ending({
    consumer,
    log: options.log,
    store,
    notifier: options.notifier,
    ...(tally && { tally }),
    logger,
    timeoutMs,
  });

  return async (log, ownership) => {
    let record: DomainRecord | undefined;
    try {
      record = decodeRecord(log);
    } catch (error) {
      await ending.giveUp(log, undefined, { error, attempts: 0 }, ownership);
      return;
    }
    const received: DomainRecord = record;
    const definition = events.get(received.type);
    if (!definition) return;
    const problems = definition.check(received.data);
    if (problems.length > 0) {
      const error = errors.RECORD_INVALID([describeProblems(problems)]);
      await ending.giveUp(log, received, { error, attempts: 0 }, ownership);
      return;
    }
    const { fence, signal } = ownership;
    const event = {
      name: definition.name,
      id: received.id,
      time: received.time,
      key: received.key,
      data: received.data as never,
    };
    const request = {
      ...(fence && { fence }),
      inbox: { consumer, recordId: received.id },
      timeoutMs,
    };
    const tried = await tryUntilDecided(
      (attempt) =>
        store.unit(request, async (tx) => {
          const until = { signal, timeoutMs };
          const { context, outbox } = beginHandling(received, attempt, tx, until, logger);
          await handler.handle(event, context);
          return { writes: 'keep', outbox };
        }),
      {
        policy: retry,
        signal,
        logger,
        onRetry: () => {
          if (tally) tally.retries += 1;
        },
      },
    );
    if (tried.kind === 'done') return;
    // Nobody waits for an event's outcome: a rejection is as good as a defect.
    await ending.giveUp(log, received, tried, ownership);
  };
}
