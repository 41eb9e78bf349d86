import type { StreamAppend, StreamEntry, StreamSlice } from './board.js';
import { assertStreamMove, type StreamMove } from './stream-move.js';

interface Held {
  readonly offset: number;
  readonly payload: string;
  readonly at: number;
}

/** One stream of a MemoryBoard. Times are milliseconds since the epoch. */
export class MemoryStream {
  #next: number | undefined;
  #earliest = 0;
  #entries: Held[] = [];
  /** When the position moved: `next` stood there at `at`, so everything below it is as old. */
  #moves: { readonly at: number; readonly next: number }[] = [];
  readonly #highest = new Map<string, number>();

  constructor(private readonly retentionMs: number) {}

  get next(): number | undefined {
    return this.#next;
  }

  /** As it stands now, by itself. */
  copy(): MemoryStream {
    const copy = new MemoryStream(this.retentionMs);
    copy.#next = this.#next;
    copy.#earliest = this.#earliest;
    copy.#entries = [...this.#entries];
    copy.#moves = [...this.#moves];
    for (const [publisher, number] of this.#highest) copy.#highest.set(publisher, number);
    return copy;
  }

  append(move: StreamMove, entries: readonly StreamEntry[], now: number): StreamAppend {
    assertStreamMove(move, entries);
    if (move.expected !== this.#next) return { kind: 'mismatch', next: this.#next };
    if (move.expected === undefined || move.from > move.expected) this.#earliest = move.from;
    for (const entry of entries) {
      if (this.#isNew(entry)) {
        this.#entries.push({ offset: entry.offset, payload: entry.payload, at: now });
      }
    }
    if (move.next !== this.#next) this.#moves.push({ at: now, next: move.next });
    this.#next = move.next;
    this.#trim(now);
    return { kind: 'appended' };
  }

  read(from: number, limit: number, now: number): StreamSlice | undefined {
    if (this.#next === undefined) return undefined;
    this.#trim(now);
    const begin = this.#entries.findIndex((entry) => entry.offset >= from);
    const entries = begin < 0 ? [] : this.#entries.slice(begin, begin + limit);
    const last = entries.at(-1);
    const complete = entries.length < limit || last === undefined;
    return {
      entries: entries.map(({ offset, payload }) => ({ offset, payload })),
      next: complete ? Math.max(from, this.#next) : last.offset + 1,
      earliest: this.#earliest,
    };
  }

  #isNew({ publisher, publishNumber }: StreamEntry): boolean {
    if (publisher === undefined || publishNumber === undefined) return true;
    if (publishNumber <= (this.#highest.get(publisher) ?? -1)) return false;
    this.#highest.set(publisher, publishNumber);
    return true;
  }

  #trim(now: number): void {
    const cutoff = now - this.retentionMs;
    let expired = 0;
    while ((this.#moves[expired]?.at ?? Infinity) <= cutoff) expired++;
    if (expired > 0) {
      this.#earliest = Math.max(this.#earliest, this.#moves[expired - 1]?.next ?? 0);
      this.#moves = this.#moves.slice(expired);
    }
    const kept = this.#entries.findIndex((entry) => entry.offset >= this.#earliest);
    if (kept !== 0) this.#entries = kept < 0 ? [] : this.#entries.slice(kept);
  }
}
