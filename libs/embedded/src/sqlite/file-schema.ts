import { errors } from '@metamorphosis/contract';
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

/** Brings a file to the newest version, in one transaction. Several processes may do so at once. */
export async function applySchema(
  queue: WriteQueue,
  path: string,
  schema: FileSchema,
): Promise<void> {
  const mark = [...schema.mark].reduce((sum, char) => sum * 256 + char.charCodeAt(0), 0);
  const newest = schema.versions.length;
  await queue.write((db) => {
    const version = db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
    const found = db.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
    if (found !== mark && (found !== 0 || version !== 0))
      throw errors.CONFIGURATION_INVALID([
        `The file ${path} is not an ${schema.purpose} of this platform. Give each purpose a file of its own.`,
      ]);
    if (version > newest)
      throw errors.CONFIGURATION_INVALID([
        `The ${schema.purpose} ${path} has version ${version}; this program knows ${newest}. Update the program.`,
      ]);
    if (version === newest) return;
    for (const sql of schema.versions.slice(version)) db.exec(sql);
    db.exec(`PRAGMA application_id = ${mark}; PRAGMA user_version = ${newest}`);
  });
}
