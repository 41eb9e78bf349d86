import type { DeadLetterFilter } from '@metamorphosis/contract';
import {
  byPosition,
  matchesDeadLetter,
  parkedOf,
  type ReplayPace,
  type StoredDeadLetter,
} from './dead-letter-rows.js';
import type { MemoryDatabase } from './memory-database.js';
import type { MemoryRetryTable } from './memory-retry-table.js';
import type { DeadLetter } from './store.js';

/** The dead letters of an in-memory database. */
export class MemoryDeadLetters {
  constructor(
    private readonly database: MemoryDatabase,
    private readonly retries: MemoryRetryTable,
  ) {}

  add(letter: DeadLetter): void {
    this.database.lastDeadLetterId += 1;
    const id = String(this.database.lastDeadLetterId);
    this.database.deadLetters.push({ ...structuredClone(letter), id });
  }

  matching(filter: DeadLetterFilter, after = '0'): readonly StoredDeadLetter[] {
    return this.database.deadLetters.filter(
      (letter) => Number(letter.id) > Number(after) && matchesDeadLetter(filter, letter),
    );
  }

  replay(filter: DeadLetterFilter, limit: number, { firstInMs, everyMs }: ReplayPace): number {
    const letters = [...this.matching(filter)].sort(byPosition).slice(0, limit);
    for (const [index, letter] of letters.entries()) {
      this.retries.add(parkedOf(letter), firstInMs + index * everyMs);
    }
    this.#remove(letters);
    return letters.length;
  }

  discard(filter: DeadLetterFilter, limit: number, reason: string): number {
    const letters = this.matching(filter).slice(0, limit);
    this.#remove(letters);
    for (const letter of letters) this.database.discarded.push({ letter, reason, at: Date.now() });
    return letters.length;
  }

  #remove(letters: readonly StoredDeadLetter[]): void {
    const { deadLetters } = this.database;
    for (const letter of letters) deadLetters.splice(deadLetters.indexOf(letter), 1);
  }
}
