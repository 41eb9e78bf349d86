import { canonicalJson } from '@metamorphosis/core';
import type { CursorScope } from './cursor.js';
import type { Interest } from './interest.js';

/** What all have in common who ask for the same. */
export interface Alike {
  readonly interest: Interest;
  /** Writes the cursor of a position. */
  readonly sign: (next: readonly number[]) => string;
}

interface Held extends Alike {
  readonly key: string;
  members: number;
}

/** Keeps it once, however many they are, for as long as there is one. */
export class AlikeSubscribers {
  private readonly held = new Map<string, Held>();

  /** That of a scope, made for the first who asks. Every one who joins leaves once. */
  join({ field, args, subject }: CursorScope, incarnation: string, make: () => Alike): Alike {
    const key = canonicalJson([field, args, subject ?? null, incarnation]);
    let held = this.held.get(key);
    if (!held) this.held.set(key, (held = { ...make(), key, members: 0 }));
    held.members += 1;
    return held;
  }

  leave(alike: Alike): void {
    const held = alike as Held;
    held.members -= 1;
    if (held.members === 0) this.held.delete(held.key);
  }
}
