import type { BoardEvent } from './board-event.js';
import type { Interest } from './interest.js';

/** Those who want the same. */
interface Group<Member> {
  readonly holds: Interest['holds'];
  readonly members: Set<Member>;
}

interface Shape<Member> {
  readonly types: Interest['types'];
  readonly keyOf: Interest['keyOf'];
  /** By key, and then by what else is demanded. */
  readonly groups: Map<string, Map<string, Group<Member>>>;
}

/**
 * Who wants what. An event costs a look-up for each shape of interest, a question for each distinct demand
 * under its key, and a step for each member that wants it: those that want others cost nothing.
 */
export class Audience<Member extends { readonly interest: Interest }> {
  private readonly all = new Set<Member>();
  private readonly shapes = new Map<string, Shape<Member>>();

  get size(): number {
    return this.all.size;
  }

  add(member: Member): void {
    const { types, shape, key, keyOf, demand, holds } = member.interest;
    let found = this.shapes.get(shape);
    if (!found) this.shapes.set(shape, (found = { types, keyOf, groups: new Map() }));
    let groups = found.groups.get(key);
    if (!groups) found.groups.set(key, (groups = new Map<string, Group<Member>>()));
    const group = groups.get(demand);
    if (group) group.members.add(member);
    else groups.set(demand, { holds, members: new Set([member]) });
    this.all.add(member);
  }

  delete(member: Member): void {
    const { shape, key, demand } = member.interest;
    const keys = this.shapes.get(shape)?.groups;
    const groups = keys?.get(key);
    const members = groups?.get(demand)?.members;
    members?.delete(member);
    if (members?.size === 0) groups?.delete(demand);
    if (groups?.size === 0) keys?.delete(key);
    if (keys?.size === 0) this.shapes.delete(shape);
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
    const hand = (members: Set<Member>, event: BoardEvent): void => {
      const own = wanted.get(members);
      if (own) own.push(event);
      else wanted.set(members, [event]);
    };
    for (const { types, keyOf, groups } of this.shapes.values()) {
      for (const event of events) {
        if (event.refused) {
          // Nobody can tell whose it is.
          if (!types.has(event.type)) continue;
          for (const here of groups.values()) {
            for (const { members } of here.values()) hand(members, event);
          }
          continue;
        }
        const key = keyOf(event);
        const here = key === undefined ? undefined : groups.get(key);
        if (!here) continue;
        for (const { holds, members } of here.values()) {
          if (!holds || holds(event)) hand(members, event);
        }
      }
    }
    return wanted;
  }
}
