/** Calls that wait to be made together, and what came of them. */
interface Batch<Key, Value> {
  readonly keys: Key[];
  /** Settles, never rejects, when `values` is there. */
  readonly done: Promise<void>;
  values: readonly (Value | Error)[] | undefined;
}

/** Where a value will be found. */
interface Slot<Key, Value> {
  readonly batch: Batch<Key, Value>;
  readonly index: number;
}

/** Loads what is missing: values in the order of `keys`, an Error in the place of one that failed. */
export type LoadBatch<Key, Value> = (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>;

/**
 * Gathers what is asked for until nothing else is left to run, then loads it with one call; the same
 * key is loaded once. One promise a batch, where npm's dataloader makes several a key: that is half
 * the time of an `_entities` request (docs/adr/003-nest-graphql-driver.md).
 */
export class BatchLoader<Key, Value> {
  readonly #loadBatch: LoadBatch<Key, Value>;
  readonly #slots = new Map<unknown, Slot<Key, Value>>();
  #open: Batch<Key, Value> | undefined;

  constructor(loadBatch: LoadBatch<Key, Value>) {
    this.#loadBatch = loadBatch;
  }

  /**
   * The value of `key`: at once when it is there, else a promise of it. Keys with the same `id` are
   * the same key.
   */
  load(id: unknown, key: Key): Value | Promise<Value> {
    const slot = this.#slot(id, key);
    return slot.batch.values === undefined
      ? slot.batch.done.then(() => valueAt(slot))
      : valueAt(slot);
  }

  /** As `load` for many, with an Error in the place of each that failed. Never rejects. */
  async loadAll(
    asked: readonly { readonly id: unknown; readonly key: Key }[],
  ): Promise<(Value | Error)[]> {
    const slots = asked.map(({ id, key }) => this.#slot(id, key));
    for (const { batch } of slots) {
      if (batch.values === undefined) await batch.done;
    }
    return slots.map(settledAt);
  }

  #slot(id: unknown, key: Key): Slot<Key, Value> {
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      const batch = (this.#open ??= this.#newBatch());
      slot = { batch, index: batch.keys.push(key) - 1 };
      this.#slots.set(id, slot);
    }
    return slot;
  }

  #newBatch(): Batch<Key, Value> {
    const batch: Batch<Key, Value> = {
      keys: [],
      done: afterMicrotasks().then(() => this.#fill(batch)),
      values: undefined,
    };
    return batch;
  }

  async #fill(batch: Batch<Key, Value>): Promise<void> {
    this.#open = undefined;
    try {
      batch.values = await this.#loadBatch(batch.keys);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      batch.values = batch.keys.map(() => failure);
    }
  }
}

function settledAt<Value>({ batch, index }: Slot<unknown, Value>): Value | Error {
  return (batch.values as readonly (Value | Error)[])[index] as Value | Error;
}

function valueAt<Value>(slot: Slot<unknown, Value>): Value {
  const value = settledAt(slot);
  if (value instanceof Error) throw value;
  return value;
}

/** Resolves when all promises that are settled now have been acted upon, and what follows from them. */
function afterMicrotasks(): Promise<void> {
  // A tick runs when the queue of microtasks is empty; from outside of it, that is now: so go in first.
  return new Promise((resolve) => void Promise.resolve().then(() => process.nextTick(resolve)));
}
