import {
  DefaultQueryExecutor,
  DummyDriver,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  Transaction,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type KyselyPlugin,
  type QueryExecutor,
  type QueryResult,
} from 'kysely';
import type { TableTypes } from '@metamorphosis/core';
import type { Connection } from '../../sqlite/connection.js';
import { JsonColumnsPlugin } from './json-columns-plugin.js';
import { QueryRunner } from './query-runner.js';

/** SQLite rolls DDL back as anything else; Kysely's own adapter says no, which is about its driver. */
class UnitAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Makes the `tx` of units: one for each unit, cheaply. */
export class UnitTxFactory<DB> {
  readonly #types: TableTypes;
  readonly #dialect: Dialect;
  readonly #driver: Driver;
  readonly #executor: QueryExecutor;
  #runner: { readonly db: Connection; readonly runner: QueryRunner } | undefined;

  constructor(types: TableTypes) {
    this.#types = types;
    this.#driver = new DummyDriver();
    this.#dialect = {
      createAdapter: () => new UnitAdapter(),
      createDriver: () => this.#driver,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    };
    const plugins: KyselyPlugin[] = [new JsonColumnsPlugin(types)];
    this.#executor = new DefaultQueryExecutor(
      this.#dialect.createQueryCompiler(),
      this.#dialect.createAdapter(),
      { provideConnection: () => Promise.reject(new Error('No unit is open.')) },
      plugins,
    );
  }

  /** A transaction object on the writing connection, in whose open transaction it runs. */
  open(db: Connection): UnitTx<DB> {
    if (this.#runner?.db !== db) this.#runner = { db, runner: new QueryRunner(db, this.#types) };
    const connection = new UnitConnection(this.#runner.runner);
    const executor = this.#executor.withConnectionProvider({
      provideConnection: (consumer) => consumer(connection),
    });
    const dialect = this.#dialect;
    const tx = new Transaction<DB>({
      config: { dialect },
      dialect,
      driver: this.#driver,
      executor,
    });
    return { tx, connection };
  }
}

/** A unit's `tx` and the means to end it. */
export interface UnitTx<DB> {
  readonly tx: Kysely<DB>;
  readonly connection: UnitConnection;
}

/** The writing connection as one unit's handler sees it: not beyond the unit's end. */
class UnitConnection implements DatabaseConnection {
  readonly #runner: QueryRunner;
  #ended: (() => Error) | undefined;
  #refusal: Error | undefined;

  constructor(runner: QueryRunner) {
    this.#runner = runner;
  }

  /** The first error of a statement. Writes must not be kept after it: PostgreSQL would not. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** Statements fail with this error from now on. */
  end(error: () => Error): void {
    this.#ended ??= error;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#guard(() => this.#runner.run<R>(query));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const rows = this.#guard(() => this.#runner.stream<R>(query));
    for (;;) {
      const next = this.#guard(() => rows.next());
      if (next.done === true) return;
      yield { rows: [next.value] };
    }
  }

  #guard<T>(run: () => T): T {
    if (this.#ended !== undefined) throw this.#ended();
    try {
      return run();
    } catch (error) {
      this.#refusal ??= error as Error;
      throw error;
    }
  }
}
