import type { Connection } from '../../sqlite/connection.js';

/** A slot that a member holds, as the file says. */
export interface AssignedSlot {
  readonly slot: number;
  readonly epoch: number;
  readonly topic: string;
  readonly partition: number;
  /** Who is to get it; not the member itself: it is asked to hand it over. */
  readonly target: string | null;
}

/** What a member is told: undefined when it is no member any more. */
export interface MembershipView {
  readonly assigned: readonly AssignedSlot[];
  /** A topic that it wants and that does not exist. */
  readonly missing: string | undefined;
}

/** Reads what a member holds. Undefined when it was removed from its group. */
export function readMembership(
  db: Connection,
  group: string,
  member: string,
  topics: readonly string[],
): MembershipView | undefined {
  return db.snapshot(() => {
    if (db.get('SELECT 1 FROM member WHERE id = ?', member) === undefined) return undefined;
    const assigned = db.all<AssignedSlot & { readonly first_slot: number }>(
      `SELECT a.slot, a.epoch, a.target, t.name AS topic, a.slot - t.first_slot AS partition
         FROM topic t JOIN assignment a
           ON a.grp = ? AND a.slot >= t.first_slot AND a.slot < t.first_slot + t.partitions
        WHERE a.holder = ? ORDER BY a.slot`,
      group,
      member,
    );
    const exists = (name: string): boolean =>
      db.get('SELECT 1 FROM topic WHERE name = ?', name) !== undefined;
    return { assigned, missing: topics.find((name) => !exists(name)) };
  });
}

/** Where the group goes on in a slot: after its last commit, from the beginning when there is none. */
export function readCommitted(db: Connection, group: string, slot: number): number {
  const row = db.get<{ next: number }>(
    'SELECT next FROM committed WHERE grp = ? AND slot = ?',
    group,
    slot,
  );
  return row?.next ?? 0;
}
