/** The committed rows of an in-memory database, each with the number of the commit that made it. */
export class MemoryRows {
  readonly #rows = new Map<string, { readonly value: unknown; readonly version: number }>();
  #version = 0;

  /** Grows with each commit. */
  get version(): number {
    return this.#version;
  }

  get(key: string): unknown {
    return this.#rows.get(key)?.value;
  }

  /** Keys that hold a value and begin with `prefix`, in no order. */
  *keys(prefix: string): Iterable<string> {
    for (const [key, { value }] of this.#rows) {
      if (value !== undefined && key.startsWith(prefix)) yield key;
    }
  }

  /** Applies changes at once; undefined deletes. A deleted key keeps its version, so that its readers notice. */
  commit(changes: Iterable<readonly [string, unknown]>): void {
    this.#version += 1;
    for (const [key, value] of changes) this.#rows.set(key, { value, version: this.#version });
  }

  /** Whether one of the keys, or a key under one of the prefixes, was changed after `version`. */
  changedSince(version: number, keys: Iterable<string>, prefixes: Iterable<string>): boolean {
    for (const key of keys) {
      if ((this.#rows.get(key)?.version ?? 0) > version) return true;
    }
    for (const prefix of prefixes) {
      for (const [key, row] of this.#rows) {
        if (row.version > version && key.startsWith(prefix)) return true;
      }
    }
    return false;
  }
}
