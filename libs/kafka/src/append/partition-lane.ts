import {
  BATCH_OVERHEAD_BYTES,
  encodeBatch,
  RECORD_OVERHEAD_BYTES,
} from '../records/record-encoder.js';
import type { AppendCall } from './append-call.js';
import type { ProducerIdentity } from './producer-identities.js';

/** The part of a call that goes to one partition, small enough for one batch. */
export interface Part {
  readonly call: AppendCall;
  readonly indexes: readonly number[];
  readonly bodies: readonly Buffer[];
  readonly bytes: number;
}

/** Parts that are sent together, and again if need be, until Kafka has answered for them. */
export interface Batch {
  readonly parts: readonly Part[];
  readonly deadline: number;
  readonly timestamp: number;
  /** Under what it is sent; undefined until it is, and when Kafka did not know the last one. */
  stamp: { readonly identity: ProducerIdentity; readonly sequence: number } | undefined;
  /** An attempt ended without an answer: it may lie in the log. */
  maybeLanded: boolean;
  inFlight: boolean;
}

const MAX_SEQUENCE = 0x7fff_ffff;

/**
 * What waits for one partition. One batch is under way at a time, so that a batch that is sent
 * again cannot come to lie behind a later one; its sequence lets Kafka recognise the repeat.
 */
export class PartitionLane {
  readonly topic: string;
  readonly partition: number;
  batch: Batch | undefined;
  /** Not tried before this moment, by the monotonic clock. */
  notBefore = 0;
  failures = 0;
  /** Why the last attempt failed. */
  lastFailure: unknown;
  readonly #queue: Part[] = [];
  #identity: ProducerIdentity | undefined;
  #sequence = 0;
  #maxBytes = Infinity;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get isIdle(): boolean {
    return this.batch === undefined && this.#queue.length === 0;
  }

  /** Whether there is something to send, and now. */
  isReady(now: number): boolean {
    return now >= this.notBefore && !this.isIdle && this.batch?.inFlight !== true;
  }

  add(part: Part): void {
    this.#queue.push(part);
  }

  /** The batch to be sent: the one that failed before, or a new one of at most `maxBytes`. */
  nextBatch(current: ProducerIdentity, maxBytes: number): Batch | undefined {
    this.batch ??= this.#newBatch(Math.min(maxBytes, this.#maxBytes));
    if (this.batch !== undefined && this.batch.stamp === undefined) {
      this.#identity ??= current;
      this.batch.stamp = { identity: this.#identity, sequence: this.#sequence };
    }
    return this.batch;
  }

  /** The batch lies in the log from `baseOffset` on. */
  landed(batch: Batch, baseOffset: number): void {
    let offset = baseOffset;
    for (const { call, indexes } of batch.parts) {
      call.landed(indexes, this.partition, offset);
      offset += indexes.length;
    }
    this.#sequence = (this.#sequence + offset - baseOffset) & MAX_SEQUENCE;
    this.batch = undefined;
    this.failures = 0;
    this.notBefore = 0;
    this.lastFailure = undefined;
  }

  /**
   * The broker takes no batch this large: what is in it goes in smaller ones, from now on. False
   * when it cannot be any smaller.
   */
  halve(batch: Batch): boolean {
    if (batch.parts.length < 2) return false;
    this.batch = undefined;
    this.#queue.unshift(...batch.parts);
    this.#maxBytes = batch.parts.reduce((sum, { bytes }) => sum + bytes, 0) / 2;
    return true;
  }

  /** The batch, which lies nowhere for certain, is sent under another identity; the one it had must be retired. */
  restamp(batch: Batch): void {
    batch.stamp = undefined;
    this.#forgetIdentity();
  }

  /**
   * Gives the batch up. When it may lie in the log its sequence is spent: the identity must be
   * retired, and the lane goes on under another, or Kafka would drop the next batch as a repeat.
   */
  giveUp(batch: Batch, errorFor: (call: AppendCall) => Error): void {
    if (batch.maybeLanded) this.#forgetIdentity();
    this.batch = undefined;
    for (const { call } of batch.parts) call.failed(errorFor(call));
  }

  /** Gives up what was not sent and whose time is over at `now`. */
  expire(now: number, errorFor: (call: AppendCall) => Error): void {
    const fresh = this.#queue.findIndex(({ call }) => call.deadline > now);
    const over = this.#queue.splice(0, fresh === -1 ? this.#queue.length : fresh);
    for (const { call } of over) call.failed(errorFor(call));
  }

  #forgetIdentity(): void {
    this.#identity = undefined;
    this.#sequence = 0;
  }

  #newBatch(maxBytes: number): Batch | undefined {
    let bytes = 0;
    let count = 0;
    for (const part of this.#queue) {
      bytes += part.bytes;
      if (count > 0 && bytes > maxBytes) break;
      count += 1;
    }
    const parts = this.#queue.splice(0, count);
    const first = parts[0];
    return (
      first && {
        parts,
        deadline: first.call.deadline,
        timestamp: Date.now(),
        stamp: undefined,
        maybeLanded: false,
        inFlight: false,
      }
    );
  }
}

/** A batch as it is sent. It must have its stamp. */
export function encodeLaneBatch({ parts, stamp, timestamp }: Batch): Buffer {
  if (stamp === undefined) throw new Error('A batch was sent without an identity.');
  const { identity, sequence } = stamp;
  const bodies = parts.flatMap((part) => part.bodies);
  return encodeBatch(bodies, { ...identity, sequence }, timestamp);
}

/** Splits what one call has for a partition into parts that fit a batch. */
export function partsOf(
  call: AppendCall,
  indexes: readonly number[],
  bodies: readonly Buffer[],
  maxBytes: number,
): readonly Part[] {
  const parts: { call: AppendCall; indexes: number[]; bodies: Buffer[]; bytes: number }[] = [];
  for (const index of indexes) {
    const body = bodies[index];
    if (body === undefined) continue;
    const size = body.length + RECORD_OVERHEAD_BYTES;
    const last = parts.at(-1);
    if (last !== undefined && last.bytes + size <= maxBytes) {
      last.indexes.push(index);
      last.bodies.push(body);
      last.bytes += size;
    } else {
      parts.push({ call, indexes: [index], bodies: [body], bytes: size + BATCH_OVERHEAD_BYTES });
    }
  }
  return parts;
}
