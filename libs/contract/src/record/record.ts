import type { RecordId } from '../ids/ids.js';

/** The version of the record protocol this code writes and reads (docs/PROTOCOL.md). */
export const PROTOCOL_VERSION = 1;

/** What a record is. */
export type RecordKind = 'command' | 'event';

/**
 * A command or an event with its envelope: what travels on the log.
 * `data` is JSON checked against the SDL type that `type` names.
 */
export interface DomainRecord {
  readonly kind: RecordKind;
  /** Unique per source. For commands: the command id. */
  readonly id: RecordId;
  /** The service that wrote it. */
  readonly source: string;
  /** `<service>.<Name>`: `orders.placeOrder` for a command, `orders.OrderPlaced` for an event. */
  readonly type: string;
  /** When it was made, RFC 3339 with milliseconds. */
  readonly time: string;
  /** Orders the record among others: one key, one lane. */
  readonly key: string;
  readonly data: unknown;
  /** The version of the form of `data`, as the writer's SDL declares it. @default 1 */
  readonly dataVersion?: number;
  /** The command that started the chain this record belongs to. */
  readonly correlationId: string;
  /** The record that caused this one; absent when a caller did. */
  readonly causationId?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Who sent the command, as the edge identified it. */
  readonly subject?: string;
  /** Commands: when the caller stops waiting, milliseconds since the epoch. */
  readonly deadlineAt?: number;
  /** Commands: the board channel on which a caller waits. */
  readonly replyTo?: string;
  /** Commands with an idempotency key: hash of the canonical input. */
  readonly inputHash?: string;
  /** Events: gapless number given by the publisher of the source's store. */
  readonly publishNumber?: number;
  /** Events: which numbering `publishNumber` belongs to (one per store, for ever). */
  readonly publisher?: string;
}

/** A record in the form in which a log carries it. */
export interface WireRecord {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}
