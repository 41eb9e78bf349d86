import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** A value as SQLite takes it. */
export type SqlValue = SQLInputValue;

/** A row as SQLite gives it. */
export type SqlRow = Record<string, null | number | bigint | string | Uint8Array>;

/** Statements made by a caller's query builder vary without end; the framework's own are a few dozen. */
const MAX_STATEMENTS = 500;

/** How a connection is to be opened. */
export interface ConnectionOptions {
  /** `read` refuses every write. */
  readonly mode: 'read' | 'write';
}

/**
 * One connection to an SQLite file, with its prepared statements. Everything here is synchronous
 * and fails at once with SQLITE_BUSY when another connection is in the way (busy timeout 0: a wait
 * inside SQLite would freeze the event loop, and with it the connection that is waited for).
 */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, options: ConnectionOptions) {
    this.#db = new DatabaseSync(file, { timeout: 0 });
    try {
      // A read connection is opened for writing all the same: a read-only one cannot recover the
      // -wal of a process that was killed.
      if (options.mode === 'read') {
        this.#db.exec('PRAGMA query_only = ON');
      } else {
        // A commit writes every page that it touches to the -wal, whole. Small pages mean less of that:
        // with 1 KiB a unit of work writes 15 KB, with SQLite's default of 4 KiB 42 KB.
        this.#db.exec(
          'PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864',
        );
      }
      this.#db.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000');
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /** The prepared statement of this text, made once. To be iterated in one go: the next user resets it. */
  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    if (this.#statements.size >= MAX_STATEMENTS) this.#forgetOldest();
    this.#statements.set(sql, statement);
    return statement;
  }

  /** A statement that nobody else uses. */
  prepareOwn(sql: string): StatementSync {
    return this.#db.prepare(sql);
  }

  get<Row = SqlRow>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined;
  }

  all<Row = SqlRow>(sql: string, ...values: SqlValue[]): Row[] {
    return this.prepare(sql).all(...values) as Row[];
  }

  /** Runs a statement and answers how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Runs statements that give no rows. */
  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** Changes whenever another connection, of this or any process, has committed. */
  dataVersion(): number {
    return (this.prepare('PRAGMA data_version').get() as { data_version: number }).data_version;
  }

  /** Runs `read` on one state of the file, whatever others commit meanwhile. */
  snapshot<T>(read: () => T): T {
    this.prepare('BEGIN').run();
    try {
      return read();
    } finally {
      if (this.#db.isTransaction) this.prepare('COMMIT').run();
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #forgetOldest(): void {
    for (const sql of this.#statements.keys()) {
      this.#statements.delete(sql);
      return;
    }
  }
}
