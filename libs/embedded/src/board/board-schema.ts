import type { FileSchema } from '../sqlite/file-schema.js';

/**
 * The tables of the board. `notice` is what processes tell each other: each of them follows it by
 * id. Purging leaves the newest one, so that an id is given once and none is left out.
 */
export const boardSchema: FileSchema = {
  purpose: 'board',
  mark: 'MMbd',
  versions: [
    `CREATE TABLE outcome (
       command_id TEXT PRIMARY KEY, ord INTEGER NOT NULL, expires_at INTEGER NOT NULL, body TEXT NOT NULL
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE notice (
       id INTEGER PRIMARY KEY, at INTEGER NOT NULL,
       command_id TEXT, reply_to TEXT, stream TEXT, body TEXT
     ) STRICT;
     CREATE TABLE stream (
       id INTEGER PRIMARY KEY, topic TEXT NOT NULL, incarnation TEXT NOT NULL, partition INTEGER NOT NULL,
       next INTEGER NOT NULL, earliest INTEGER NOT NULL, moved_at INTEGER NOT NULL,
       UNIQUE (topic, incarnation, partition)
     ) STRICT;
     CREATE TABLE entry (
       stream INTEGER NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, payload TEXT NOT NULL,
       PRIMARY KEY (stream, position)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE publisher (
       stream INTEGER NOT NULL, name TEXT NOT NULL, highest INTEGER NOT NULL,
       PRIMARY KEY (stream, name)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE presence (
       kind TEXT NOT NULL, name TEXT NOT NULL, incarnation TEXT NOT NULL, expires_at INTEGER NOT NULL, body TEXT NOT NULL,
       PRIMARY KEY (kind, name)
     ) STRICT, WITHOUT ROWID;`,
    `ALTER TABLE notice ADD COLUMN channel TEXT;`,
  ],
};
