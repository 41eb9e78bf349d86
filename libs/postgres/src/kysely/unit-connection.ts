import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { errors } from '@metamorphosis/contract';
import type { Session } from '../session/session.js';
import type { UnitWatch } from '../unit/unit-watch.js';
import { toQueryResult } from './query-result.js';

/** What the statements of a unit of work run on: a session, or its part in a group. */
export type UnitWire = Pick<Session, 'query'>;

/** The connection as one unit of work may use it: until it ends, and not after. */
export class UnitConnection implements DatabaseConnection {
  #wire: UnitWire | undefined;
  #statements = 0;
  #refusal: Error | undefined;

  constructor(
    wire: UnitWire,
    private readonly watch?: UnitWatch,
  ) {
    this.#wire = wire;
  }

  /** How many statements its work has run. */
  get statements(): number {
    return this.#statements;
  }

  /** The first error of a statement: its transaction is aborted since. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** Refuses every use from now on: the session may serve another unit by then. */
  end(): void {
    this.#wire = undefined;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#wire) throw errors.CLOSED(['This unit of work']);
    this.#statements += 1;
    this.watch?.sent(query.sql);
    try {
      return toQueryResult(await this.#wire.query(query.sql, query.parameters));
    } catch (error) {
      this.#refusal ??= error as Error;
      throw error;
    } finally {
      this.watch?.answered();
    }
  }

  /** One chunk: a cursor would hold the connection, which other statements of the unit share. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}
