import type { Announcement, Presence } from './board.js';

interface Held {
  /** As JSON: what is listed is a copy of what was announced. */
  readonly presence: string;
  readonly incarnation: string;
  readonly until: number;
}

/** Who is there, on a MemoryBoard. */
export class MemoryPresences {
  readonly #kinds = new Map<string, Map<string, Held>>();

  announce(presence: Presence, ttlMs: number, now: number): Announcement {
    const names = this.#alive(presence.kind, now);
    const held = names.get(presence.name);
    if (held !== undefined && held.incarnation !== presence.incarnation) {
      return { kind: 'taken', by: JSON.parse(held.presence) as Presence };
    }
    names.set(presence.name, {
      presence: JSON.stringify(presence),
      incarnation: presence.incarnation,
      until: now + ttlMs,
    });
    this.#kinds.set(presence.kind, names);
    return { kind: 'announced' };
  }

  withdraw({ kind, name, incarnation }: Presence): void {
    const names = this.#kinds.get(kind);
    if (names?.get(name)?.incarnation === incarnation) names.delete(name);
  }

  list(kind: string, now: number): Presence[] {
    return [...this.#alive(kind, now).values()].map(
      ({ presence }) => JSON.parse(presence) as Presence,
    );
  }

  #alive(kind: string, now: number): Map<string, Held> {
    const names = this.#kinds.get(kind) ?? new Map<string, Held>();
    for (const [name, { until }] of names) if (until <= now) names.delete(name);
    return names;
  }
}
