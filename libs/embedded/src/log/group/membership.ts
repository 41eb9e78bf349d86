import type { Connection } from '../../sqlite/connection.js';
import { allTopics, bumpControl } from '../topics.js';
import { isProcessAlive } from './liveness.js';
import { planShares } from './plan.js';

/** What others wait beyond a holder's own limit before they take a partition that it does not give. */
const REVOKE_GRACE_MS = 1000;

/** A reader that joins a group. */
export interface NewMember {
  readonly id: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly host: string;
  readonly pid: number;
  readonly sessionMs: number;
  readonly revokeMs: number;
}

interface MemberRow {
  readonly id: string;
  readonly topics: string;
  readonly host: string;
  readonly pid: number;
  readonly revoke_ms: number;
  readonly expires_at: number;
}

interface AssignmentRow {
  readonly slot: number;
  readonly epoch: number;
  readonly holder: string | null;
  readonly target: string | null;
}

/** Adds a member and shares the partitions anew. */
export function joinGroup(db: Connection, member: NewMember): void {
  db.run(
    'INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    member.id,
    member.group,
    JSON.stringify(member.topics),
    member.host,
    member.pid,
    member.sessionMs,
    member.revokeMs,
    Date.now() + member.sessionMs,
  );
  rebalance(db, member.group);
}

/** Removes members: what they held goes to others at once. */
export function removeMembers(db: Connection, group: string, ids: readonly string[]): void {
  let removed = 0;
  for (const id of ids) removed += db.run('DELETE FROM member WHERE id = ?', id);
  if (removed > 0) rebalance(db, group);
}

/** Says that a member is alive; false when it was removed meanwhile. */
export function renewMember(db: Connection, id: string): boolean {
  return db.run('UPDATE member SET expires_at = ? + session_ms WHERE id = ?', Date.now(), id) > 0;
}

/** The members of a group that are dead, or have been silent for longer than their session. */
export function findDeadMembers(db: Connection, group: string, host: string): readonly string[] {
  const now = Date.now();
  return db
    .all<MemberRow>('SELECT * FROM member WHERE grp = ?', group)
    .filter((m) => m.expires_at < now || (m.host === host && !isProcessAlive(m.pid)))
    .map(({ id }) => id);
}

/** Whether a partition of the group is held by a member that should have given it up by now. */
export function hasOverdueRevocation(db: Connection, group: string): boolean {
  return (
    db.get('SELECT 1 FROM assignment WHERE grp = ? AND revoke_by < ?', group, Date.now()) !==
    undefined
  );
}

/** Takes what should have been given up by now: the old holder is fenced by the new epoch. */
export function takeOverdue(db: Connection, group: string): void {
  const taken = db.run(
    'UPDATE assignment SET holder = target, epoch = epoch + 1, revoke_by = NULL WHERE grp = ? AND revoke_by < ?',
    group,
    Date.now(),
  );
  if (taken > 0) rebalance(db, group);
}

/** The holder gives a partition to whom it is meant for. Does nothing when it is not held any more. */
export function handOver(db: Connection, held: Held): void {
  if (!isHeld(db, held)) return;
  db.run(
    'UPDATE assignment SET holder = target, epoch = epoch + 1, revoke_by = NULL WHERE grp = ? AND slot = ?',
    held.group,
    held.slot,
  );
  rebalance(db, held.group);
}

/** One spell of holding a slot. */
export interface Held {
  readonly group: string;
  readonly slot: number;
  readonly member: string;
  readonly epoch: number;
}

/** Whether the spell still lasts. */
function isHeld(db: Connection, { group, slot, member, epoch }: Held): boolean {
  const row = db.get<{ holder: string | null; epoch: number }>(
    'SELECT holder, epoch FROM assignment WHERE grp = ? AND slot = ?',
    group,
    slot,
  );
  return row?.holder === member && row.epoch === epoch;
}

/** Records how far the group has come. False when the partition is not held any more. */
export function commitOffset(db: Connection, held: Held, next: number): boolean {
  if (!isHeld(db, held)) return false;
  db.run(
    `INSERT INTO committed (grp, slot, epoch, next) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET epoch = excluded.epoch, next = excluded.next
     WHERE excluded.epoch > epoch OR excluded.next > next`,
    held.group,
    held.slot,
    held.epoch,
    next,
  );
  return true;
}

/** Shares the partitions of every group anew: after topics were made. */
export function rebalanceAll(db: Connection): void {
  for (const { grp } of db.all<{ grp: string }>('SELECT DISTINCT grp FROM member'))
    rebalance(db, grp);
}

/**
 * Gives free partitions to members and asks holders of too many to give some up. A partition that
 * is held moves only when its holder hands it over, has died, or is overdue.
 */
function rebalance(db: Connection, group: string): void {
  const members = db.all<MemberRow>('SELECT * FROM member WHERE grp = ? ORDER BY id', group);
  const byId = new Map(members.map((member) => [member.id, member]));
  const sharers = members.map(({ id, topics }) => ({
    id,
    topics: new Set(JSON.parse(topics) as string[]),
  }));
  const rows = new Map(
    db
      .all<AssignmentRow>('SELECT * FROM assignment WHERE grp = ?', group)
      .map((row) => [row.slot, row]),
  );
  const topics = allTopics(db);
  const plan = planShares(
    topics.map(({ name, firstSlot, partitions }) => ({
      name,
      holders: Array.from({ length: partitions }, (_, i) => {
        const row = rows.get(firstSlot + i);
        return [row?.target, row?.holder].find((id): id is string => byId.has(id ?? ''));
      }),
    })),
    sharers,
  );
  for (const { name, firstSlot } of topics) {
    for (const [partition, owner] of (plan.get(name) ?? []).entries()) {
      const slot = firstSlot + partition;
      const row = rows.get(slot);
      const holder = byId.get(row?.holder ?? '');
      const revokeMs = holder === undefined ? undefined : holder.revoke_ms;
      assign(db, group, slot, row, revokeMs, owner ?? null);
    }
  }
  bumpControl(db);
}

function assign(
  db: Connection,
  group: string,
  slot: number,
  row: AssignmentRow | undefined,
  /** Of the holder, when it lives. */
  revokeMs: number | undefined,
  owner: string | null,
): void {
  if (row === undefined) {
    if (owner === null) return;
    db.run('INSERT INTO assignment VALUES (?, ?, 1, ?, ?, NULL)', group, slot, owner, owner);
  } else if (revokeMs === undefined) {
    if (row.holder === owner && row.target === owner) return;
    db.run(
      'UPDATE assignment SET holder = ?, target = ?, epoch = epoch + 1, revoke_by = NULL WHERE grp = ? AND slot = ?',
      owner,
      owner,
      group,
      slot,
    );
  } else if (row.target !== owner) {
    db.run(
      'UPDATE assignment SET target = ?, revoke_by = ? WHERE grp = ? AND slot = ?',
      owner,
      row.holder === owner ? null : Date.now() + revokeMs + REVOKE_GRACE_MS,
      group,
      slot,
    );
  }
}
