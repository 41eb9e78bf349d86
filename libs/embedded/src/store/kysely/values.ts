import type { ColumnType, TableTypes } from '@metamorphosis/core';
import type { SqlValue } from '../../sqlite/connection.js';

/** A value as SQLite gives it, integers as bigint. */
export type ReadValue = null | number | bigint | string | Uint8Array;

/** Where a result column comes from; nulls for an expression. */
export interface ColumnOrigin {
  readonly table: string | null;
  readonly column: string | null;
}

/** Turns a value of a handler into one that SQLite binds. */
export function toSql(value: unknown): SqlValue {
  switch (typeof value) {
    case 'number':
      // A number binds as REAL: in a text column 5 would become '5.0', and 5 / 2 would be 2.5.
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
    case 'bigint':
      return value;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
      // Sorts as it should, and reads well.
      if (value instanceof Date) return value.toISOString();
      return JSON.stringify(value);
    case 'undefined':
      return null;
    case 'function':
    case 'symbol':
      throw new TypeError(`A ${typeof value} is no value of a database.`);
  }
}

/** How values of a result column become what handlers see. */
export function columnReader(
  types: TableTypes,
  { table, column }: ColumnOrigin,
): (value: ReadValue) => unknown {
  const type = table === null || column === null ? undefined : types[table]?.[column];
  return type === undefined ? plain : READERS[type];
}

function plain(value: ReadValue): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const READERS: Readonly<Record<ColumnType, (value: ReadValue) => unknown>> = {
  bigint: plain,
  boolean: (value) => (value === null ? null : Number(value) !== 0),
  json: (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : plain(value)),
  timestamp: (value) => {
    if (typeof value !== 'string') return value === null ? null : new Date(Number(value));
    // SQLite's own CURRENT_TIMESTAMP is UTC and does not say so.
    return new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
  },
};
