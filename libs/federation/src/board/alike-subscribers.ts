import { canonicalJson } from '@metamorphosis/core';
import type { CursorScope } from './cursor.js';
import type { SubscriberTerms } from './event-subscriber.js';

/** Those who ask for the same. */
export interface Alike {
  readonly terms: SubscriberTerms;
}

interface Held extends Alike {
  readonly key: string;
  members: number;
}

/** Keeps it once, however many they are, for as long as there is one. */
export class AlikeSubscribers {
  private readonly held = new Map<string, Held>();

  /** Those of a scope, made for the first who asks. Every one who joins leaves once. */
  join(
    { field, args, subject }: CursorScope,
    incarnation: string,
    make: () => SubscriberTerms,
  ): Alike {
    const key = canonicalJson([field, args, subject ?? null, incarnation]);
    let held = this.held.get(key);
    if (!held) this.held.set(key, (held = { terms: make(), key, members: 0 }));
    held.members += 1;
    return held;
  }

  leave(alike: Alike): void {
    const held = alike as Held;
    held.members -= 1;
    if (held.members === 0) this.held.delete(held.key);
  }
}
