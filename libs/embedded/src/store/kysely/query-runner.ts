import type { StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import type { TableTypes } from '@metamorphosis/core';
import type { Connection } from '../../sqlite/connection.js';
import { columnReader, toSql, type ReadValue } from './values.js';

const MAX_STATEMENTS = 500;

interface Column {
  readonly name: string;
  readonly read: (value: ReadValue) => unknown;
}

interface Prepared {
  readonly statement: StatementSync;
  /** Empty: it gives no rows. */
  columns: readonly Column[];
}

/** Runs what Kysely has compiled on one connection, with values as handlers know them. */
export class QueryRunner {
  readonly #db: Connection;
  readonly #types: TableTypes;
  readonly #prepared = new Map<string, Prepared>();

  constructor(db: Connection, types: TableTypes) {
    this.#db = db;
    this.#types = types;
  }

  run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const prepared = this.#prepare(sql);
    const values = parameters.map(toSql);
    if (prepared.columns.length === 0) {
      const { changes, lastInsertRowid } = prepared.statement.run(...values);
      return {
        rows: [],
        numAffectedRows: BigInt(changes),
        insertId: BigInt(lastInsertRowid),
      };
    }
    const rows = prepared.statement.all(...values) as unknown as ReadValue[][];
    return { rows: rows.map((row) => this.#toRow(prepared, row) as R) };
  }

  /** Gives the rows one by one. The statement is the caller's alone. */
  *stream<R>({ sql, parameters }: CompiledQuery): Generator<R> {
    const prepared = this.#make(sql);
    const rows = prepared.statement.iterate(...parameters.map(toSql)) as unknown;
    for (const row of rows as Iterable<ReadValue[]>) yield this.#toRow(prepared, row) as R;
  }

  #toRow(prepared: Prepared, values: readonly ReadValue[]): Record<string, unknown> {
    // The schema has changed (a migration of another process), and SQLite prepared it anew.
    if (values.length !== prepared.columns.length)
      prepared.columns = this.#columnsOf(prepared.statement);
    const row: Record<string, unknown> = {};
    for (let i = 0; i < values.length; i += 1) {
      const column = prepared.columns[i];
      if (column !== undefined) row[column.name] = column.read(values[i] ?? null);
    }
    return row;
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#make(sql);
    if (this.#prepared.size >= MAX_STATEMENTS) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #make(sql: string): Prepared {
    const statement = this.#db.prepareOwn(sql);
    const columns = this.#columnsOf(statement);
    if (columns.length > 0) {
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
    }
    return { statement, columns };
  }

  #columnsOf(statement: StatementSync): readonly Column[] {
    return statement.columns().map(({ name, table, column }) => ({
      name,
      read: columnReader(this.#types, { table, column }),
    }));
  }
}
