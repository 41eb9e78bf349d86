import { setTimeout as pause } from 'node:timers/promises';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { TableTypes } from '@metamorphosis/core';
import type { Connection } from '../../sqlite/connection.js';
import { isBusy, isReadOnly, toCallerError } from '../../sqlite/sqlite-errors.js';
import { QueryRunner } from './query-runner.js';
import type { ReaderPool } from './reader-pool.js';

const BUSY_RETRIES = 200;
const BUSY_PAUSE_MS = 5;

/** The dialect of a store's `reader`: reading connections from a pool, writes refused. */
export function readerDialect(pool: ReaderPool, types: TableTypes, file: string): Dialect {
  return {
    createAdapter: () => new ReaderAdapter(),
    createDriver: () => new ReaderDriver(pool, types, file),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class ReaderAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

class ReaderDriver implements Driver {
  readonly #pool: ReaderPool;
  readonly #types: TableTypes;
  readonly #file: string;
  readonly #runners = new WeakMap<Connection, QueryRunner>();

  constructor(pool: ReaderPool, types: TableTypes, file: string) {
    this.#pool = pool;
    this.#types = types;
    this.#file = file;
  }

  async init(): Promise<void> {
    // Connections are opened when they are needed.
  }

  async acquireConnection(): Promise<ReaderConnection> {
    const db = await this.#pool.acquire();
    const runner = this.#runners.get(db) ?? new QueryRunner(db, this.#types);
    this.#runners.set(db, runner);
    return new ReaderConnection(db, runner, this.#file);
  }

  async beginTransaction(connection: ReaderConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('BEGIN'));
  }

  async commitTransaction(connection: ReaderConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('COMMIT'));
  }

  async rollbackTransaction(connection: ReaderConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('ROLLBACK'));
  }

  async releaseConnection(connection: ReaderConnection): Promise<void> {
    this.#pool.release(connection.db);
  }

  async destroy(): Promise<void> {
    // The store owns the pool.
  }
}

class ReaderConnection implements DatabaseConnection {
  readonly db: Connection;
  readonly #runner: QueryRunner;
  readonly #file: string;

  constructor(db: Connection, runner: QueryRunner, file: string) {
    this.db = db;
    this.#runner = runner;
    this.#file = file;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return this.#runner.run<R>(query);
      } catch (error) {
        // Reading waits for nobody but a process that recovers the file.
        if (!isBusy(error) || this.db.inTransaction || attempt > BUSY_RETRIES)
          throw this.#toError(error);
      }
      await pause(BUSY_PAUSE_MS);
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    try {
      for (const row of this.#runner.stream<R>(query)) yield { rows: [row] };
    } catch (error) {
      throw this.#toError(error);
    }
  }

  #toError(error: unknown): unknown {
    if (isReadOnly(error))
      return new TypeError('The reader only reads: write in a unit of work.', { cause: error });
    return toCallerError(this.#file, error);
  }
}
