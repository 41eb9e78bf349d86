import {
  DefaultQueryExecutor,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
  type Dialect,
  type Kysely,
  type KyselyPlugin,
} from 'kysely';
import type { UnitConnection } from './unit-connection.js';

/** Makes what handlers write with: Kysely inside of a transaction that is not theirs to begin or end. */
export class UnitTransactions<DB> {
  readonly #driver = new DummyDriver();
  readonly #compiler = new PostgresQueryCompiler();
  readonly #adapter = new PostgresAdapter();
  readonly #dialect: Dialect = {
    createDriver: () => this.#driver,
    createQueryCompiler: () => this.#compiler,
    createAdapter: () => this.#adapter,
    createIntrospector: (db) => new PostgresIntrospector(db),
  };

  constructor(private readonly plugins: KyselyPlugin[]) {}

  /**
   * One for each unit, so that a statement which outlives its unit meets a closed door. Statements
   * that are not awaited one by one go out together, in order.
   */
  over(connection: UnitConnection): Kysely<DB> {
    const executor = new DefaultQueryExecutor(
      this.#compiler,
      this.#adapter,
      { provideConnection: (consume) => consume(connection) },
      this.plugins,
    );
    const config = { dialect: this.#dialect, plugins: this.plugins };
    return new Transaction<DB>({ config, dialect: this.#dialect, driver: this.#driver, executor });
  }
}
