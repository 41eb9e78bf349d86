import type { FileSchema } from '../sqlite/file-schema.js';

/** Offsets per slot. A slot is a number for one partition of one topic, given once and never again. */
export const OFFSETS_PER_SLOT = 2 ** 36;

/**
 * The rowid of a record: slot and offset in one number, so that the records of a partition lie side
 * by side in the table's own tree and no index is needed. Safe up to 131,071 slots.
 */
export function recordId(slot: number, offset: number): number {
  return slot * OFFSETS_PER_SLOT + offset;
}

/** The offset in a record's rowid. */
export function offsetOf(id: number): number {
  return id % OFFSETS_PER_SLOT;
}

/**
 * The tables of the log. `control.version` grows with every change of topics, members and
 * assignments: one row tells a reader that nothing of it has changed.
 */
export const logSchema: FileSchema = {
  purpose: 'event log',
  mark: 'MMlg',
  versions: [
    `CREATE TABLE control (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL, next_slot INTEGER NOT NULL) STRICT;
     INSERT INTO control VALUES (1, 1, 1);
     CREATE TABLE topic (
       name TEXT PRIMARY KEY, incarnation TEXT NOT NULL, partitions INTEGER NOT NULL,
       first_slot INTEGER NOT NULL UNIQUE, retention_ms INTEGER, compacted INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE head (
       slot INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, next INTEGER NOT NULL, compacted_to INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE record (
       id INTEGER PRIMARY KEY, key TEXT, value BLOB, headers TEXT NOT NULL, at INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE member (
       id TEXT PRIMARY KEY, grp TEXT NOT NULL, topics TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
       session_ms INTEGER NOT NULL, revoke_ms INTEGER NOT NULL, expires_at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE assignment (
       grp TEXT NOT NULL, slot INTEGER NOT NULL, epoch INTEGER NOT NULL, holder TEXT, target TEXT, revoke_by INTEGER,
       PRIMARY KEY (grp, slot)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE committed (
       grp TEXT NOT NULL, slot INTEGER NOT NULL, epoch INTEGER NOT NULL, next INTEGER NOT NULL,
       PRIMARY KEY (grp, slot)
     ) STRICT, WITHOUT ROWID;`,
  ],
};
