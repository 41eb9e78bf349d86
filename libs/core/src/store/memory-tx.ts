import { errors } from '@metamorphosis/contract';
import type { MemoryRows } from './memory-rows.js';

/** What handlers write with on the in-memory store: values by key, copied on the way in and out. */
export interface MemoryTx {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /** The keys that begin with `prefix`, sorted. */
  keys(prefix: string): Promise<readonly string[]>;
  /** Makes or reads nothing, and fails as a statement does that a database refuses. */
  fail(message: string): Promise<never>;
}

const DELETED = Symbol('deleted');

/**
 * A transaction that sees the committed rows and its own writes, and remembers what it read so
 * that its commit can tell whether somebody changed that meanwhile.
 */
export class OverlayTx implements MemoryTx {
  readonly #rows: MemoryRows;
  readonly #began: number;
  readonly #writes = new Map<string, unknown>();
  readonly #readKeys = new Set<string>();
  readonly #readPrefixes = new Set<string>();
  #open = true;
  #refusal: Error | undefined;

  constructor(rows: MemoryRows) {
    this.#rows = rows;
    this.#began = rows.version;
  }

  async get<T>(key: string): Promise<T | undefined> {
    this.#check();
    this.#readKeys.add(key);
    const own = this.#writes.get(key);
    if (own === DELETED) return undefined;
    return structuredClone(own === undefined ? this.#rows.get(key) : own) as T | undefined;
  }

  async set(key: string, value: unknown): Promise<void> {
    this.#check();
    if (value === undefined) throw new TypeError(`No value for "${key}": delete it instead.`);
    this.#writes.set(key, structuredClone(value));
  }

  async delete(key: string): Promise<void> {
    this.#check();
    this.#writes.set(key, DELETED);
  }

  async keys(prefix: string): Promise<readonly string[]> {
    this.#check();
    this.#readPrefixes.add(prefix);
    const found = new Set(this.#rows.keys(prefix));
    for (const [key, value] of this.#writes) {
      if (!key.startsWith(prefix)) continue;
      if (value === DELETED) found.delete(key);
      else found.add(key);
    }
    return [...found].sort();
  }

  async fail(message: string): Promise<never> {
    this.#check();
    this.#refusal ??= new Error(message);
    throw this.#refusal;
  }

  /** The first statement that was refused: its unit cannot keep writes any more. */
  get refusal(): Error | undefined {
    return this.#refusal;
  }

  /** From now on every use of it is refused. */
  end(): void {
    this.#open = false;
  }

  /** True when something this transaction read was changed by a commit after it began. */
  get isStale(): boolean {
    return this.#rows.changedSince(this.#began, this.#readKeys, this.#readPrefixes);
  }

  /** Makes the writes visible. The caller has checked that the transaction is not stale. */
  apply(): void {
    const changes = [...this.#writes].map(([key, value]): [string, unknown] => [
      key,
      value === DELETED ? undefined : value,
    ]);
    this.#rows.commit(changes);
  }

  #check(): void {
    if (!this.#open) throw errors.CLOSED(['This unit of work']);
  }
}
