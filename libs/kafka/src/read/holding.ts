import type { Assignment, LogRecord, TopicPartition } from '@metamorphosis/core';
import type { Generation } from './group-membership.js';

/** One spell of holding a partition, as the reader keeps it. */
export class Holding {
  readonly assignment: Assignment;
  readonly generation: Generation;
  /** `revoking`: nothing is delivered any more, commits still count. */
  state: 'held' | 'revoking' | 'ended' = 'held';
  paused = false;
  /** The highest offset that Kafka has acknowledged from this holding. */
  committed = -1;
  /** Not fetched before this moment, by the monotonic clock. */
  notBefore = 0;
  readonly #abort = new AbortController();
  #position: number | undefined;
  #sought = 0;
  #kept: readonly LogRecord[] = [];

  constructor({ topic, partition }: TopicPartition, generation: Generation) {
    this.generation = generation;
    this.assignment = { topic, partition, signal: this.#abort.signal };
  }

  /** The offset to be fetched next; undefined until it is known where to begin. */
  get position(): number | undefined {
    return this.#position;
  }

  /** Changes with every seek: what was fetched for another one is void. */
  get sought(): number {
    return this.#sought;
  }

  /** Where to begin, unless a seek has said so. */
  begin(position: number): void {
    this.#position ??= position;
  }

  seek(position: number): void {
    this.#position = position;
    this.#sought += 1;
    this.#kept = [];
  }

  isFetchable(now: number): boolean {
    const hasRoom = !this.paused && this.#kept.length === 0;
    return (
      this.state === 'held' && this.#position !== undefined && hasRoom && now >= this.notBefore
    );
  }

  /** Takes what was fetched; it is kept until it can be delivered. */
  fetched(records: readonly LogRecord[], next: number): void {
    this.#position = next;
    this.#kept = records;
  }

  /** What may be delivered now. */
  take(): readonly LogRecord[] {
    if (this.state !== 'held' || this.paused) return [];
    const records = this.#kept;
    this.#kept = [];
    return records;
  }

  end(): void {
    this.state = 'ended';
    this.#kept = [];
    this.#abort.abort();
  }
}
