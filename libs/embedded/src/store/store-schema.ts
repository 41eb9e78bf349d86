import type { FileSchema } from '../sqlite/file-schema.js';

/**
 * The framework's own tables, beside the service's. Outbox ids are given under the write lock, so
 * they stand in the order of the commits and have no gaps: an id is its row's publish number, and
 * "claimed" is everything up to `mm_publisher.claimed_to`. Rows that were not claimed are never
 * deleted, so the next id is known without AUTOINCREMENT, whose table each unit would write, too.
 */
export const storeSchema: FileSchema = {
  purpose: 'store',
  mark: 'MMst',
  versions: [
    `CREATE TABLE mm_lease (
       consumer TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, epoch INTEGER NOT NULL, owner TEXT NOT NULL,
       PRIMARY KEY (consumer, topic, partition)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mm_inbox (
       consumer TEXT NOT NULL, record_id TEXT NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY (consumer, record_id)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mm_outcome (
       command_id TEXT PRIMARY KEY, version INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE mm_notice (command_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE mm_outbox (
       id INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, value ANY NOT NULL, headers TEXT NOT NULL
     ) STRICT;
     CREATE TABLE mm_publisher (
       id INTEGER PRIMARY KEY CHECK (id = 1), publisher TEXT NOT NULL, epoch INTEGER NOT NULL, owner TEXT,
       expires_at INTEGER NOT NULL, claimed_to INTEGER NOT NULL
     ) STRICT;
     INSERT INTO mm_publisher VALUES (1, lower(hex(randomblob(16))), 0, NULL, 0, 0);
     CREATE TABLE mm_dead_letter (
       id INTEGER PRIMARY KEY AUTOINCREMENT, consumer TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
       "offset" INTEGER NOT NULL, value BLOB, body TEXT NOT NULL
     ) STRICT;`,
    // The lane is the key as JSON, which holds any string that JavaScript does. Rows that are not due wait behind others.
    `ALTER TABLE mm_lease ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE mm_lease ADD COLUMN mark TEXT;
     ALTER TABLE mm_lease ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE mm_inbox ADD COLUMN topic TEXT;
     ALTER TABLE mm_inbox ADD COLUMN partition INTEGER;
     ALTER TABLE mm_inbox ADD COLUMN "offset" INTEGER;
     ALTER TABLE mm_dead_letter ADD COLUMN record_id TEXT;
     ALTER TABLE mm_dead_letter ADD COLUMN discarded_at INTEGER;
     ALTER TABLE mm_dead_letter ADD COLUMN discard_reason TEXT;
     CREATE INDEX mm_dead_letter_record ON mm_dead_letter (record_id);
     CREATE TABLE mm_parked (
       id INTEGER PRIMARY KEY AUTOINCREMENT, consumer TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
       lane TEXT NOT NULL, "offset" INTEGER NOT NULL, namespace TEXT NOT NULL, record_id TEXT NOT NULL,
       attempts INTEGER NOT NULL, due_at INTEGER, value BLOB, body TEXT NOT NULL
     ) STRICT;
     CREATE UNIQUE INDEX mm_parked_lane ON mm_parked (consumer, topic, partition, lane, "offset", namespace);
     CREATE INDEX mm_parked_due ON mm_parked (due_at) WHERE due_at IS NOT NULL;
     CREATE INDEX mm_parked_record ON mm_parked (record_id);`,
  ],
};
