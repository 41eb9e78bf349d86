import { errors, type DomainRecord } from '@metamorphosis/contract';
import type { DeliveryTally } from '../dispatch/consumer-figures.js';
import type { Deliver, Ownership } from '../dispatch/delivery.js';
import type { Logger } from '../lifecycle/logger.js';
import { within } from '../lifecycle/timing.js';
import type { EventLog, LogRecord } from '../log/event-log.js';
import type { EventDefinition, EventSource } from '../service/definitions.js';
import { eventsOf } from '../service/event-sources.js';
import type { EventContextOf, EventGuarantee, EventHandler } from '../service/handlers.js';
import { payloadReader, type ReadPayload } from '../service/payload-reader.js';
import type { Upcast } from '../service/upcast.js';
import type { OutboxRecord, Store, UnitSharing } from '../store/store.js';
import { Ending } from './ending.js';
import { beginHandling, type Try } from './handling.js';
import type { Notifier } from './notifier.js';
import { publishAfterwards } from './publish-afterwards.js';
import { receive } from './receive.js';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.js';
import { tryUntilDecided } from './retrying.js';
import { refuseYield, runHandler } from './run-handler.js';
import { unitRequest } from './unit-request.js';
import { isPublishable } from './yields.js';

/** A handler of events, whatever its events and its guarantee. */
export interface AnyEventHandler<Tx> {
  readonly handle: (
    event: never,
    context: EventContextOf<Tx, 'effectively-once'> & EventContextOf<Tx, 'at-least-once'>,
  ) => ReturnType<EventHandler<EventDefinition<string, never>, Tx>['handle']>;
  readonly sharing?: UnitSharing | undefined;
}

/** What the delivery of one event consumer is made of. */
export interface EventDeliveryOptions<Tx> {
  readonly consumer: string;
  /** The events it takes, and interfaces of events; others of the same topics are passed over. */
  readonly events: readonly EventSource[];
  readonly handler: AnyEventHandler<Tx>;
  /**
   * `at-most-once` needs a consumer that commits offsets first (`ConsumerOptions.offsets`).
   * @default 'effectively-once'
   */
  readonly guarantee?: EventGuarantee;
  readonly log: EventLog;
  readonly store: Store<Tx>;
  readonly notifier: Notifier;
  /** Counts retries and dead letters. */
  readonly tally?: DeliveryTally;
  readonly retry?: RetryPolicy;
  /** How long one try may take. @default 30000 */
  readonly timeoutMs?: number;
  /** Names of the service's topics beside `<service>.events`. @default none */
  readonly ownTopics?: ReadonlySet<string>;
  /** How records of older versions are read. @default none */
  readonly upcasts?: readonly Upcast[];
  readonly logger: Logger;
}

/**
 * Delivers event records to one handler, as often as its guarantee says. Throws CONFIGURATION_INVALID when an older
 * form of one of its events has no upcast.
 */
export function createEventDelivery<Tx>(options: EventDeliveryOptions<Tx>): Deliver {
  return new EventDelivery(options).deliver;
}

interface TakenEvent {
  readonly definition: EventDefinition<string, never>;
  readonly read: ReadPayload;
}

class EventDelivery<Tx> {
  private readonly events: ReadonlyMap<string, TakenEvent>;
  private readonly guarantee: EventGuarantee;
  private readonly timeoutMs: number;
  private readonly ending: Ending;

  constructor(private readonly options: EventDeliveryOptions<Tx>) {
    const { upcasts = [] } = options;
    const taken = eventsOf(options.events).map((definition): TakenEvent => ({
      definition,
      read: payloadReader(definition, definition.check, upcasts),
    }));
    this.events = new Map(taken.map((one) => [one.definition.type, one]));
    this.guarantee = options.guarantee ?? 'effectively-once';
    this.timeoutMs = options.timeoutMs ?? 30_000;
    const { timeoutMs } = this;
    this.ending = new Ending({ ...options, timeoutMs });
  }

  readonly deliver: Deliver = async (log, ownership) => {
    let record: DomainRecord | undefined;
    let definition: EventDefinition<string, never> | undefined;
    try {
      record = receive(log, ownership);
      const taken = this.events.get(record.type);
      if (!taken) return;
      definition = taken.definition;
      if (ownership.condemned) throw ownership.condemned;
      const data = taken.read(record);
      if (data !== record.data) record = { ...record, data };
    } catch (error) {
      await this.ending.giveUp(log, record, { error, attempts: 0 }, ownership);
      return;
    }
    await this.handle(log, record, definition, ownership);
  };

  private async handle(
    log: LogRecord,
    record: DomainRecord,
    definition: EventDefinition<string, never>,
    ownership: Ownership,
  ): Promise<void> {
    const { retry = defaultRetryPolicy, tally, logger } = this.options;
    const { signal, parked } = ownership;
    const made = parked?.attempts ?? 0;
    const mayWait = ownership.parking !== undefined;
    const once = (attempt: number): Promise<void> => {
      const one = { log, record, attempt, signal, timeoutMs: this.timeoutMs };
      return this.guarantee === 'effectively-once'
        ? this.runOnce(one, definition, ownership)
        : this.runWithoutInbox(one, definition, ownership);
    };
    if (this.guarantee === 'at-most-once') {
      try {
        await once(1);
      } catch (error) {
        if (signal.aborted) throw error;
        await this.ending.giveUp(log, record, { error, attempts: 1 }, ownership);
      }
      return;
    }
    const onRetry = (): void => {
      if (tally) tally.retries += 1;
    };
    const tried = await tryUntilDecided(once, {
      ...{ policy: retry, signal, logger, onRetry },
      ...{ made, mayWait },
    });
    if (tried.kind === 'done') return;
    if (tried.kind === 'later') {
      await this.ending.wait(log, record.id, tried, ownership);
      return;
    }
    // Nobody waits for an event's outcome: a rejection is as good as a defect.
    await this.ending.giveUp(log, record, tried, ownership);
  }

  /** One try in a unit of work. */
  private async runOnce(
    once: Try,
    definition: EventDefinition<string, never>,
    ownership: Ownership,
  ): Promise<void> {
    const { store, consumer, handler } = this.options;
    const { log, record } = once;
    const { sharing } = handler;
    const request = unitRequest(consumer, record.id, log, ownership, this.timeoutMs, sharing);
    await store.unit(request, async (tx) => {
      const outbox = await this.invoke(once, definition, { tx });
      return { writes: 'keep', outbox };
    });
  }

  /** One try without inbox and transaction: its events go out once it has ended well. */
  private async runWithoutInbox(
    once: Try,
    definition: EventDefinition<string, never>,
    ownership: Ownership,
  ): Promise<void> {
    const work = this.invoke(once, definition, { reader: this.options.store.reader });
    const outbox = await within(work, this.timeoutMs, undefined);
    if (!outbox) {
      work.catch(() => undefined);
      const { type, id } = once.record;
      throw errors.DEADLINE_EXCEEDED([`${type} ${id}`, this.timeoutMs]);
    }
    await publishAfterwards(outbox, once.record.id, this.options, ownership, this.timeoutMs);
  }

  private async invoke(
    once: Try,
    definition: EventDefinition<string, never>,
    database: { readonly tx: Tx } | { readonly reader: Tx },
  ): Promise<readonly OutboxRecord[]> {
    const { id, time, key, data } = once.record;
    const { name, service } = definition;
    const { context, outbox, throwIfVoid } = beginHandling(once, this.options);
    const take = (value: unknown): void => {
      if (isPublishable(value)) context.publish(value);
      else refuseYield(value, 'events');
    };
    const event = { name, service, id, time, key, data } as never;
    // The guarantee decides which of the two there is; types hold each handler to its own.
    const own = Object.assign(context, database) as never;
    const answer = await runHandler<unknown, unknown>(this.options.handler.handle(event, own), {
      take,
      throwIfVoid,
    });
    if (Array.isArray(answer)) answer.forEach(take);
    else if (answer !== undefined) take(answer);
    return outbox;
  }
}
