import {
  PostgresAdapter,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { translated } from '../errors.js';
import type { SessionPool } from '../session/session-pool.js';
import type { Session } from '../session/session.js';
import { OwnSchemaIntrospector } from './own-schema-introspector.js';
import { toQueryResult } from './query-result.js';

/** Kysely over a pool of sessions: for queries outside of units of work, and for migrations. */
export class PoolDialect implements Dialect {
  constructor(
    private readonly pool: SessionPool,
    private readonly schema: string,
  ) {}

  createDriver(): Driver {
    return new PoolDriver(this.pool);
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createIntrospector<DB>(db: Kysely<DB>): OwnSchemaIntrospector {
    return new OwnSchemaIntrospector(db as Kysely<unknown>, this.schema);
  }
}

class PoolConnection implements DatabaseConnection {
  constructor(readonly session: Session) {}

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return toQueryResult(await this.run(sql, parameters));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  async run(text: string, parameters?: readonly unknown[]) {
    try {
      return await this.session.query(text, parameters);
    } catch (error) {
      throw translated(error);
    }
  }
}

class PoolDriver implements Driver {
  constructor(private readonly pool: SessionPool) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PoolConnection> {
    return new PoolConnection(await this.pool.acquire());
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    const level = isolationLevel ? ` ISOLATION LEVEL ${isolationLevel}` : '';
    await ours(connection).run(`BEGIN${level} ${accessMode ?? ''}`);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const { command } = await ours(connection).run('COMMIT');
    if (command === 'ROLLBACK') {
      throw new Error('The transaction was rolled back: a statement of it had failed before.');
    }
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).run('ROLLBACK');
  }

  /** A session with an open transaction is not clean, whatever is said here: the pool looks for itself. */
  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.pool.release(ours(connection).session, true);
  }

  async destroy(): Promise<void> {
    await this.pool.close();
  }
}

/** Kysely hands back what `acquireConnection` gave it. */
function ours(connection: DatabaseConnection): PoolConnection {
  return connection as PoolConnection;
}
