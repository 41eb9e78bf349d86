import { errors } from '@metamorphosis/contract';
import type { TableTypes } from '@metamorphosis/core';

/** How a store on PostgreSQL is made. Connections are opened when they are needed. */
export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`; `sslmode` and the like as node-postgres reads them. */
  readonly url: string;
  /**
   * The PostgreSQL schema in which everything of this service lives: its own tables and the
   * framework's (`mm_*`). It is the whole search path. Lower case letters, digits and `_`, at most 48.
   * No default: two services in one schema would share an inbox.
   */
  readonly schema: string;
  /** Names this process among the sessions of the server: its owner id. */
  readonly applicationName: string;
  /** Units of work that run at once; more wait for their turn. @default 16 */
  readonly poolSize?: number;
  /** Queries of `reader` that run at once. @default 4 */
  readonly readerPoolSize?: number;
  /** How long a connection may take to open, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** A connection that nobody used for so long is closed, in milliseconds. @default 30000 */
  readonly idleTimeoutMs?: number;
  /** The longest a statement outside of units of work may take, in milliseconds. @default 30000 */
  readonly statementTimeoutMs?: number;
  /**
   * How long a taker of a lease waits for open transactions of its predecessor before it ends
   * their sessions, in milliseconds. @default 300
   */
  readonly takeoverGraceMs?: number;
  /** Columns whose values need a translation; here only `json`, PostgreSQL knows the others. @default {} */
  readonly tableTypes?: TableTypes;
}

/** The options with their defaults, checked. */
export type CompiledOptions = Required<PostgresStoreOptions>;

const SCHEMA = /^[a-z_][a-z0-9_]{0,47}$/;
const NUMBERS = [
  'poolSize',
  'readerPoolSize',
  'connectTimeoutMs',
  'idleTimeoutMs',
  'statementTimeoutMs',
  'takeoverGraceMs',
] as const;

/** Fills in the defaults. Throws CONFIGURATION_INVALID, naming every problem. */
export function compileOptions(options: PostgresStoreOptions): CompiledOptions {
  const compiled: CompiledOptions = {
    poolSize: 16,
    readerPoolSize: 4,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: 30_000,
    statementTimeoutMs: 30_000,
    takeoverGraceMs: 300,
    tableTypes: {},
    ...withoutUndefined(options),
  };
  const problems: string[] = [];
  if (!/^postgres(ql)?:\/\//.test(compiled.url)) problems.push('url must begin with postgres://');
  if (!SCHEMA.test(compiled.schema)) {
    problems.push(`schema "${compiled.schema}" must match ${SCHEMA.source}`);
  }
  if (compiled.applicationName === '') problems.push('applicationName must not be empty');
  for (const name of NUMBERS) {
    const value = compiled[name];
    if (!Number.isInteger(value) || value < 1) {
      problems.push(`${name} must be a whole number above 0, not ${value}`);
    }
  }
  if (problems.length > 0) {
    throw errors.CONFIGURATION_INVALID([`The PostgreSQL store: ${problems.join('; ')}.`]);
  }
  return Object.freeze(compiled);
}

/** An option given as undefined means its default. */
function withoutUndefined(options: PostgresStoreOptions): PostgresStoreOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as PostgresStoreOptions;
}
