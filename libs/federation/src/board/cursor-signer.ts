import type { Secrets } from '@metamorphosis/contract';
import { canonicalJson } from '@metamorphosis/core';
import { signCursor, type CursorScope } from './cursor.js';

/** Cursors kept. Who asks for the same one asks soon: after the same event, at the same heartbeat. */
const KEPT = 1024;

/** Signs cursors; one that many ask for is signed once. */
export class CursorSigner {
  private recent = new Map<string, string>();
  private older = new Map<string, string>();

  constructor(private readonly secrets: Secrets) {}

  /** Writes the cursors of those who ask alike. Positions are not to be changed once they were signed. */
  of(scope: CursorScope, incarnation: string): (next: readonly number[]) => string {
    const { field, args, subject } = scope;
    const name = canonicalJson([field, args, subject ?? null, incarnation]);
    let lastNext: readonly number[] | undefined;
    let lastCursor = '';
    const sign = (next: readonly number[]): string => {
      const key = `${next.join()} ${name}`;
      const known = this.recent.get(key) ?? this.older.get(key);
      if (known !== undefined) return known;
      const cursor = signCursor(this.secrets, scope, { incarnation, next });
      if (this.recent.size >= KEPT)
        [this.older, this.recent] = [this.recent, new Map<string, string>()];
      this.recent.set(key, cursor);
      return cursor;
    };
    return (next) => {
      // Those who get the same event stand at the same place, one after the other.
      if (lastNext && isSame(lastNext, next)) return lastCursor;
      lastCursor = sign(next);
      lastNext = next;
      return lastCursor;
    };
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((next, partition) => next === other[partition]);
}
