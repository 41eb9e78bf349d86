import type { Announcement, Presence } from '@metamorphosis/core';
import type { Calls } from './calls.js';
import type { Keys } from './keys.js';
import { script, SCRIPTS } from './scripts.js';

const { ANNOUNCED } = SCRIPTS.announce.codes;

/** Presence's part of the board on Redis. */
export class RedisPresences {
  constructor(
    private readonly calls: Calls,
    private readonly keys: Keys,
  ) {}

  async announce(presence: Presence, ttlMs: number): Promise<Announcement> {
    const { kind, name, incarnation } = presence;
    const answer = (await this.calls.script(script('announce'), this.keys.presence(kind), [
      name,
      incarnation,
      JSON.stringify(presence),
      ttlMs,
    ])) as readonly [code: number, holder?: string];
    if (answer[0] === ANNOUNCED) return { kind: 'announced' };
    return { kind: 'taken', by: JSON.parse(answer[1] ?? '') as Presence };
  }

  async withdraw({ kind, name, incarnation }: Presence): Promise<void> {
    await this.calls.script(script('withdraw'), this.keys.presence(kind), [name, incarnation]);
  }

  async list(kind: string): Promise<readonly Presence[]> {
    const found = await this.calls.script(script('list-presences'), this.keys.presence(kind), []);
    return (found as readonly string[]).map((presence) => JSON.parse(presence) as Presence);
  }
}
