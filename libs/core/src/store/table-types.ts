/**
 * What a column means beyond what its database says of it:
 * `timestamp` is a `Date`, `boolean` a `boolean`, `json` any JSON value, `bigint` a `number`
 * (a `bigint` beyond `Number.MAX_SAFE_INTEGER`).
 */
export type ColumnType = 'timestamp' | 'boolean' | 'json' | 'bigint';

/**
 * The columns of a service's tables that engines represent differently, by table and column name.
 * With it the same handler reads and writes the same JavaScript values on every store.
 */
export type TableTypes = Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;
