import { errors, type MetamorphosisError } from '@metamorphosis/contract';

/** Primary result codes of SQLite that decide what we do (https://sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const PROTOCOL = 15;
const NOTADB = 26;
const PERM = 3;
const AUTH = 23;

const ENVIRONMENT = new Set([
  PERM,
  BUSY,
  LOCKED,
  READONLY,
  IOERR,
  CORRUPT,
  FULL,
  CANTOPEN,
  PROTOCOL,
  AUTH,
  NOTADB,
]);

/** The primary result code of an error that node:sqlite threw; undefined for any other error. */
function primaryCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (code !== 'ERR_SQLITE_ERROR' || typeof errcode !== 'number') return undefined;
  return errcode & 0xff;
}

/** Another connection is in the way: the same statement may work a moment later. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED || code === PROTOCOL;
}

/** Reading or writing the disk failed: what was being committed may or may not be there after a crash. */
export function isIoError(error: unknown): boolean {
  return primaryCode(error) === IOERR;
}

/** The connection or the file does not take writes. */
export function isReadOnly(error: unknown): boolean {
  return primaryCode(error) === READONLY;
}

/** The file or its disk refuses, and not the statement: full, read-only, broken, locked or gone. */
export function isEnvironmental(error: unknown): boolean {
  const code = primaryCode(error);
  return code !== undefined && ENVIRONMENT.has(code);
}

/** UNAVAILABLE that names the file and what SQLite said of it. */
export function fileUnavailable(
  file: string,
  reason: string,
  cause?: unknown,
  details: Readonly<Record<string, unknown>> = {},
): MetamorphosisError {
  return errors.UNAVAILABLE([`The SQLite file ${file} (${reason})`], {
    cause,
    details: { file, ...details },
  });
}

/** The error to pass on: UNAVAILABLE for what the file or its disk is to blame for, else the error as it is. */
export function toCallerError(file: string, error: unknown): unknown {
  if (!isEnvironmental(error)) return error;
  const { errstr, message } = error as { errstr?: string; message: string };
  return fileUnavailable(file, errstr ?? message, error);
}
