import type { GraphQLSchema } from 'graphql';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { pause, type Logger } from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';
import { eventVersionsOf } from './event-versions.js';

/** An event as an older version of its service wrote it. */
export interface OlderEvent {
  /** The record type: `orders.OrderPlaced`. */
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

/** What the service makes of one: its data in the form of a version, or why there is none. */
export type UpcastAnswer =
  | { readonly version: number; readonly data: Readonly<Record<string, unknown>> }
  | { readonly error: string };

/**
 * Has the service that publishes events bring them to the form that it gives them today; answers in the order given.
 * Rejects when it cannot be asked.
 */
export type UpcastEvents = (
  service: string,
  events: readonly OlderEvent[],
) => Promise<readonly UpcastAnswer[]>;

/** What bringing events to today's form needs. */
export interface EventFormsOptions {
  readonly upcast: UpcastEvents;
  readonly logger: Logger;
  /** How long events wait for their service to answer before they are refused. @default 10000 */
  readonly patienceMs?: number;
}

/** So that a request stays below what a service takes. */
const MOST_CHARACTERS = 250_000;
const RETRY_MS = 500;

/**
 * Sees to it that subscribers get events in the form that the supergraph in use shows: older ones are upcast by the service
 * that publishes them, once for all subscribers; what cannot be brought to that form is refused, never shown as it is.
 */
export class EventForms {
  private versions: ReadonlyMap<string, number> = new Map();

  constructor(private readonly options: EventFormsOptions) {}

  /** Another supergraph took over. */
  use(schema: GraphQLSchema): void {
    this.versions = eventVersionsOf(schema);
  }

  /** Whether an event can be shown as it is. */
  isCurrent({ type, version = 1, refused }: BoardEvent): boolean {
    return refused !== undefined || version === this.shown(type);
  }

  /** The events of a service as they can be shown, in their order. Those that can be shown as they are stay the same objects. */
  async bring(service: string, events: readonly BoardEvent[]): Promise<readonly BoardEvent[]> {
    if (events.every((event) => this.isCurrent(event))) return events;
    const brought = new Map<BoardEvent, BoardEvent>();
    const older: BoardEvent[] = [];
    for (const event of events) {
      const { type, version = 1 } = event;
      if (this.isCurrent(event)) continue;
      if (version < this.shown(type)) older.push(event);
      else brought.set(event, refuse(event, unsupported(service, event, this.shown(type))));
    }
    for (const batch of batchesOf(older)) {
      const answers = await this.ask(service, batch);
      batch.forEach((event, index) => {
        brought.set(event, this.take(service, event, answers?.[index]));
      });
    }
    return events.map((event) => brought.get(event) ?? event);
  }

  private shown(type: string): number {
    return this.versions.get(type) ?? 1;
  }

  private take(service: string, event: BoardEvent, answer: UpcastAnswer | undefined): BoardEvent {
    if (!answer) return refuse(event, errors.SUBGRAPH_UNAVAILABLE([service]));
    const { offset, type, version: from = 1 } = event;
    if ('error' in answer) {
      const facts = { service, type, version: from, offset, reason: answer.error };
      this.options.logger.error(facts, 'an event of an older form cannot be shown');
      const why = `version ${from} of ${service}.${type} could not be brought to version ${this.shown(type)}`;
      return refuse(event, errors.RECORD_INVALID([why]));
    }
    const { version, data } = answer;
    const read: BoardEvent = { offset, type, version, value: { ...data, __typename: type } };
    return version === this.shown(type)
      ? read
      : refuse(read, unsupported(service, read, this.shown(type)));
  }

  /** Undefined when the service did not answer for too long. */
  private async ask(
    service: string,
    events: readonly BoardEvent[],
  ): Promise<readonly UpcastAnswer[] | undefined> {
    const { upcast, logger, patienceMs = 10_000 } = this.options;
    const asked = events.map(({ type, version = 1, value }): OlderEvent => {
      const { __typename: _, ...data } = value;
      return { type: `${service}.${type}`, version, data };
    });
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return await upcast(service, asked);
      } catch (error) {
        const isLast = Date.now() + RETRY_MS > deadline;
        const facts = { err: error, service, events: events.length };
        if (isLast) logger.error(facts, 'events of an older form could not be upcast');
        else logger.debug(facts, 'events of an older form wait for their service');
        if (isLast) return undefined;
        await pause(RETRY_MS);
      }
    }
  }
}

function* batchesOf(events: readonly BoardEvent[]): Generator<readonly BoardEvent[]> {
  let batch: BoardEvent[] = [];
  let size = 0;
  for (const event of events) {
    const length = JSON.stringify(event.value).length;
    if (batch.length > 0 && size + length > MOST_CHARACTERS) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(event);
    size += length;
  }
  if (batch.length > 0) yield batch;
}

function unsupported(
  service: string,
  { type, version = 1 }: BoardEvent,
  shown: number,
): MetamorphosisError {
  return errors.RECORD_FORM_UNSUPPORTED([`${service}.${type}`, version, shown]);
}

function refuse(event: BoardEvent, { code, message }: MetamorphosisError): BoardEvent {
  return { ...event, refused: { data: null, errors: [{ message, extensions: { code } }] } };
}
