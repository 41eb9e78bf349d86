import { onTestFinished } from 'vitest';
import type {
  Fence,
  LeaseKey,
  OutboxRecord,
  Outcome,
  Store,
  UnitResult,
  Verdict,
} from './store.js';

/**
 * What an adapter lends to the contract suite: a fresh database with one table of its own (an id
 * and a number), and the statements to use it with through a unit's `tx` or a store's `reader`.
 */
export interface StoreHarness<Tx> {
  /** Opens a handle as another process would, sharing nothing in memory with the others. Not migrated. */
  open(): Promise<Store<Tx>>;
  /** Makes or replaces the row. */
  write(tx: Tx, id: string, n: number): Promise<void>;
  read(tx: Tx, id: string): Promise<number | undefined>;
  /** Adds to a row that exists, in one statement, and answers its new number. */
  add(tx: Tx, id: string, delta: number): Promise<number>;
  /** A statement that the database refuses, as an insert of a row that exists is. Rejects. */
  violate(tx: Tx): Promise<unknown>;
  /** Removes the database. All handles are closed by then. */
  dispose(): Promise<void>;
}

/** Makes a harness on a database of its own: called once for each case. */
export type StoreSetup<Tx> = () => Promise<StoreHarness<Tx>>;

/** A case's view of its harness: handles that are migrated and closed by themselves. */
export interface StoreBench<Tx> extends StoreHarness<Tx> {
  readonly store: Store<Tx>;
  /** Another process on the same database. */
  another(): Promise<Store<Tx>>;
  /** What a committed row holds. */
  committed(id: string): Promise<number | undefined>;
  /** Runs a unit that writes one row and keeps it. */
  keep(recordId: string, id: string, n: number, verdict?: Partial<Verdict>): Promise<UnitResult>;
}

export const CONSUMER = 'commands';
const TIMEOUT_MS = 10_000;

/** A lease of the suite's consumer. */
export const leaseOn = (partition: number, consumer: string = CONSUMER): LeaseKey => ({
  consumer,
  topic: 'orders.commands',
  partition,
});

/** A unit's request with the suite's defaults. */
export const requestFor = (
  recordId: string,
  options: { readonly consumer?: string; readonly fence?: Fence; readonly timeoutMs?: number } = {},
) => ({
  inbox: { consumer: options.consumer ?? CONSUMER, recordId },
  timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
  ...(options.fence && { fence: options.fence }),
});

/** A verdict that keeps the writes, unless told otherwise. */
export const verdict = (parts: Partial<Verdict> = {}): Verdict => ({
  writes: 'keep',
  outbox: [],
  ...parts,
});

/** An outcome as a handler's success leaves it. */
export const outcomeOf = (
  commandId: string,
  result: unknown = { ok: true },
  version = 1,
): Outcome => ({
  update: {
    commandId,
    name: 'orders.placeOrder',
    state: 'SUCCEEDED',
    version,
    acceptedAt: '2026-11-21T10:00:00.000Z',
    at: '2026-11-21T10:00:01.000Z',
    attempts: 1,
    result,
  },
  inputHash: `hash of ${commandId}`,
  replyTo: `caller of ${commandId}`,
});

/** An outbox record whose value says which it is. */
export const eventOf = (value: string, key = 'k'): OutboxRecord => ({
  topic: 'orders.events',
  key,
  value,
  headers: { ce_id: value },
});

/** Opens a harness for one case, and undoes it all when the case is over. */
export async function benchOf<Tx>(setup: StoreSetup<Tx>): Promise<StoreBench<Tx>> {
  const harness = await setup();
  const opened: Store<Tx>[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await harness.dispose();
  });
  const open = async (): Promise<Store<Tx>> => {
    const store = await harness.open();
    opened.push(store);
    return store;
  };
  const another = async (): Promise<Store<Tx>> => {
    const store = await open();
    await store.migrate();
    return store;
  };
  const store = await another();
  return {
    open,
    write: harness.write.bind(harness),
    read: harness.read.bind(harness),
    add: harness.add.bind(harness),
    violate: harness.violate.bind(harness),
    dispose: harness.dispose.bind(harness),
    store,
    another,
    committed: (id) => harness.read(store.reader, id),
    keep: (recordId, id, n, parts) =>
      store.unit(requestFor(recordId), async (tx) => {
        await harness.write(tx, id, n);
        return verdict(parts);
      }),
  };
}

/** A promise and the means to settle it: how cases order what runs at once. */
export function gate<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { opened: promise, open: resolve };
}

/** Waits for the promise, at most for so long: true when it settled. For adapters that hold the second unit back. */
export async function settledWithin(promise: Promise<unknown>, windowMs: number): Promise<boolean> {
  const timer = gate<boolean>();
  const handle = setTimeout(() => timer.open(false), windowMs);
  const done = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([done, timer.opened]).finally(() => clearTimeout(handle));
}

/** Asks until the answer is not undefined; fails with the last answer's time after the deadline. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  deadlineMs = 5_000,
): Promise<T> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`${what} did not happen within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
