import type { LogListener } from '@metamorphosis/core';
import type { Connection } from '../../sqlite/connection.js';
import { isBusy } from '../../sqlite/sqlite-errors.js';
import { fetchBatch, readEnds } from './fetch.js';
import type { Holding } from './holding.js';

/** Handing over goes on for at most this long before the rest of the process gets its turn. */
const SLICE_MS = 4;
const BUSY_RETRY_MS = 5;

/** What a delivery works with. */
export interface DeliveryHost {
  readonly read: <T>(query: (db: Connection) => T) => T;
  readonly holdings: () => Iterable<Holding>;
  readonly listener: LogListener;
  /** Reading failed and is tried again, or (undefined) works. */
  readonly onReading: (error: unknown) => void;
}

/** Hands records of the held partitions over, partition by partition, a batch at a time. */
export class Delivery {
  readonly #host: DeliveryHost;
  #scheduled: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;
  #last: Holding | undefined;

  constructor(host: DeliveryHost) {
    this.#host = host;
  }

  /** Something may have come, or may flow again. */
  wake(): void {
    if (this.#stopped) return;
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.run();
    });
  }

  /** Hands over now; only from a turn of the event loop of its own. */
  run(): void {
    if (this.#stopped) return;
    try {
      this.#round();
      this.#host.onReading(undefined);
    } catch (error) {
      if (!isBusy(error)) this.#host.onReading(error);
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.wake();
      }, BUSY_RETRY_MS);
    }
  }

  /** After this returns nothing is handed over. */
  stop(): void {
    this.#stopped = true;
    clearImmediate(this.#scheduled);
    clearTimeout(this.#retry);
  }

  #round(): void {
    const flowing = this.#inTurn();
    if (flowing.length === 0) return;
    const slots = flowing.map(({ held }) => held.slot);
    const ends = this.#host.read((db) => readEnds(db, Math.min(...slots), Math.max(...slots)));
    const sliceEnd = performance.now() + SLICE_MS;
    let more = false;
    for (const holding of flowing) {
      const end = ends.get(holding.held.slot) ?? 0;
      const from = holding.next;
      if (!holding.flowing || from === undefined || from >= end) continue;
      if (performance.now() > sliceEnd) {
        more = true;
        break;
      }
      this.#last = holding;
      more = this.#handOver(holding, from, end) || more;
      if (this.#stopped) return;
    }
    // In a later turn, so that a listener can pause before more arrives.
    if (more) this.wake();
  }

  /** One batch; answers whether there may be more. */
  #handOver(holding: Holding, from: number, end: number): boolean {
    const records = this.#host.read((db) => fetchBatch(db, holding, from));
    const last = records.at(-1);
    // Set before the listener runs: it may seek. Without a record all up to the end was dropped.
    holding.next = last === undefined ? end : last.offset + 1;
    if (last === undefined) return false;
    try {
      this.#host.listener.onRecords(holding.assignment, records);
    } catch {
      // A listener's failure is its own (LogListener).
    }
    return holding.next < end;
  }

  /** What flows, beginning behind the one that was served last. */
  #inTurn(): readonly Holding[] {
    const flowing = [...this.#host.holdings()].filter((holding) => holding.flowing);
    const at = this.#last === undefined ? -1 : flowing.indexOf(this.#last);
    return at < 0 ? flowing : [...flowing.slice(at + 1), ...flowing.slice(0, at + 1)];
  }
}
