import { errors } from '@metamorphosis/contract';
import type { Connection } from './connection.js';
import { isBusy } from './sqlite-errors.js';
import type { WriteQueue } from './write-queue.js';

/** What a file is for, and how its tables came about. */
export interface FileSchema {
  /** For error messages: `event log`. */
  readonly purpose: string;
  /** Four ASCII characters, kept in the file's header, so that no file serves two purposes. */
  readonly mark: string;
  /** SQL of each version, the first is 1. Only ever appended to. */
  readonly versions: readonly string[];
}

/**
 * Brings a file to the newest version, in one transaction. Several processes may do so at once. A
 * file that is new enough is only read: whoever holds its write lock is no obstacle.
 */
export async function applySchema(
  queue: WriteQueue,
  reader: Connection,
  path: string,
  schema: FileSchema,
): Promise<void> {
  if (isCurrent(reader, path, schema)) return;
  await queue.write((db) => {
    const { mark, version } = readHeader(db);
    check(path, schema, mark, version);
    if (version === schema.versions.length) return;
    for (const sql of schema.versions.slice(version)) db.exec(sql);
    db.exec(
      `PRAGMA application_id = ${markOf(schema)}; PRAGMA user_version = ${schema.versions.length}`,
    );
  });
}

function isCurrent(reader: Connection, path: string, schema: FileSchema): boolean {
  try {
    const { mark, version } = readHeader(reader);
    check(path, schema, mark, version);
    return version === schema.versions.length;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

interface Header {
  readonly mark: number;
  readonly version: number;
}

function readHeader(db: Connection): Header {
  const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  const mark = db.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
  return { mark, version };
}

function markOf({ mark }: FileSchema): number {
  return [...mark].reduce((sum, char) => sum * 256 + char.charCodeAt(0), 0);
}

function check(path: string, schema: FileSchema, mark: number, version: number): void {
  const { purpose, versions } = schema;
  if (mark !== markOf(schema) && (mark !== 0 || version !== 0))
    throw errors.CONFIGURATION_INVALID([
      `The file ${path} is no ${purpose} of this platform. Give each purpose a file of its own.`,
    ]);
  if (version > versions.length)
    throw errors.CONFIGURATION_INVALID([
      `The ${purpose} ${path} has version ${version}; this program knows ${versions.length}. Update the program.`,
    ]);
}
