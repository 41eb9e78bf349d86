import type { QueryResult } from 'kysely';
import type pg from 'pg';

const CHANGING: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** An answer of node-postgres as Kysely wants it. */
export function toQueryResult<R>({ command, rowCount, rows }: pg.QueryResult): QueryResult<R> {
  return {
    rows: rows as R[],
    ...(CHANGING.has(command) && { numAffectedRows: BigInt(rowCount ?? 0) }),
  };
}
