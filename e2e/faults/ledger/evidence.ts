import type { CommandUpdate, DomainRecord } from '@metamorphosis/contract';
import type { SentCommand } from '../load/sent-command.js';
import type { TraceRow } from '../subject/trace.js';

/** A record as it lies on the log. One that was appended twice lies there twice. */
export interface LoggedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly record: DomainRecord;
}

/** An order as the database holds it. */
export interface OrderRow {
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
}

/** What one subscriber was sent over all its connections, in the order of arrival. */
export interface SubscriberLog {
  readonly name: string;
  /** The event type it is owed, all of it: it was there before the first. */
  readonly type: string;
  /** What it was sent, as it would stand in the events' data. */
  readonly received: readonly Readonly<Record<string, unknown>>[];
  /** How often it came back with its cursor. */
  readonly resumed: number;
}

/** Everything that must agree after a run. */
export interface Evidence {
  /** What the clients sent, and what they were told. */
  readonly sent: readonly SentCommand[];
  /** The command topics. */
  readonly commands: readonly LoggedRecord[];
  /** The outcome of each command that was sent or lies on the log, as the service's database holds it. */
  readonly outcomes: ReadonlyMap<string, CommandUpdate>;
  readonly orders: readonly OrderRow[];
  /** The event topics. */
  readonly events: readonly LoggedRecord[];
  /** Before the run, and now. */
  readonly stock: ReadonlyMap<string, { readonly before: number; readonly now: number }>;
  readonly reservations: readonly {
    readonly orderId: string;
    readonly productId: string;
    readonly quantity: number;
  }[];
  /** Outbox rows not sent, and records that a consumer has not committed, by name. Nothing, once all is quiet. */
  readonly leftOver: Readonly<Record<string, number>>;
  /** What units of work left as their trace; empty when the workers were the product's own. */
  readonly trace: readonly TraceRow[];
  readonly subscribers: readonly SubscriberLog[];
}
