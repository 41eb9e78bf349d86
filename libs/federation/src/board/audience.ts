import type { BoardEvent } from './board-event.js';
import type { Interest } from './interest.js';

interface Shape<Member> {
  readonly keyOf: Interest['keyOf'];
  readonly members: Map<string, Set<Member>>;
}

/**
 * Who wants what. An event costs a look-up for each shape of interest and a step for each member that
 * wants it: those that want others cost nothing.
 */
export class Audience<Member extends { readonly interest: Interest }> {
  private readonly all = new Set<Member>();
  private readonly shapes = new Map<string, Shape<Member>>();

  get size(): number {
    return this.all.size;
  }

  add(member: Member): void {
    const { shape, key, keyOf } = member.interest;
    let found = this.shapes.get(shape);
    if (!found) this.shapes.set(shape, (found = { keyOf, members: new Map() }));
    const members = found.members.get(key);
    if (members) members.add(member);
    else found.members.set(key, new Set([member]));
    this.all.add(member);
  }

  delete(member: Member): void {
    const { shape, key } = member.interest;
    const members = this.shapes.get(shape)?.members;
    members?.get(key)?.delete(member);
    if (members?.get(key)?.size === 0) members.delete(key);
    if (members?.size === 0) this.shapes.delete(shape);
    this.all.delete(member);
  }

  clear(): readonly Member[] {
    const all = [...this.all];
    this.all.clear();
    this.shapes.clear();
    return all;
  }

  /** Those who want any of the events, each group with its own, in the order given. */
  of(events: readonly BoardEvent[]): ReadonlyMap<ReadonlySet<Member>, readonly BoardEvent[]> {
    const wanted = new Map<ReadonlySet<Member>, BoardEvent[]>();
    for (const { keyOf, members } of this.shapes.values()) {
      for (const event of events) {
        const key = keyOf(event);
        const group = key === undefined ? undefined : members.get(key);
        if (!group) continue;
        const own = wanted.get(group);
        if (own) own.push(event);
        else wanted.set(group, [event]);
      }
    }
    return wanted;
  }
}
