import type { Assignment, LogHealth, LogListener, LogReader, LogRecord } from './event-log.js';

/** One call of `onRecords`. */
export interface Delivery {
  readonly assignment: Assignment;
  readonly records: readonly LogRecord[];
}

/**
 * A listener for tests: keeps all that a reader told it, from the first call on, then calls the
 * hooks it was given.
 */
export class ReaderProbe implements LogListener {
  readonly assigned: Assignment[] = [];
  readonly revoked: Assignment[] = [];
  readonly deliveries: Delivery[] = [];
  readonly health: LogHealth[] = [];
  readonly #hooks: Partial<LogListener>;
  #reader: LogReader | undefined;

  constructor(hooks: Partial<LogListener> = {}) {
    this.#hooks = hooks;
  }

  /** The reader that this probe listens to. */
  get reader(): LogReader {
    if (this.#reader === undefined) throw new Error('The probe was not attached to a reader.');
    return this.#reader;
  }

  attach(reader: LogReader): this {
    this.#reader = reader;
    return this;
  }

  /** The assignments that are held now. */
  get held(): readonly Assignment[] {
    return this.assigned.filter((a) => !a.signal.aborted && !this.revoked.includes(a));
  }

  /** The partition numbers that are held now, in order. */
  get partitions(): readonly number[] {
    return this.held.map(({ partition }) => partition).sort((a, b) => a - b);
  }

  get records(): readonly LogRecord[] {
    return this.deliveries.flatMap(({ records }) => records);
  }

  /** The values of all records, as text, in the order of delivery. */
  get values(): readonly string[] {
    return this.records.map(valueOf);
  }

  get isUp(): boolean {
    return this.health.at(-1)?.state === 'up';
  }

  recordsOf(assignment: Assignment): readonly LogRecord[] {
    return this.deliveries.flatMap((d) => (d.assignment === assignment ? d.records : []));
  }

  /** The assignment of a partition that is held now. */
  holding(partition: number): Assignment {
    const found = this.held.find((assignment) => assignment.partition === partition);
    if (found === undefined) throw new Error(`Partition ${partition} is not held.`);
    return found;
  }

  onAssigned(assignment: Assignment): void {
    this.assigned.push(assignment);
    this.#hooks.onAssigned?.(assignment);
  }

  async onRevoked(assignment: Assignment): Promise<void> {
    this.revoked.push(assignment);
    await this.#hooks.onRevoked?.(assignment);
  }

  onRecords(assignment: Assignment, records: readonly LogRecord[]): void {
    this.deliveries.push({ assignment, records });
    this.#hooks.onRecords?.(assignment, records);
  }

  onHealth(health: LogHealth): void {
    this.health.push(health);
    this.#hooks.onHealth?.(health);
  }
}

/** The value of a record as text; empty when it has none. */
export function valueOf(record: LogRecord): string {
  return record.value === null ? '' : new TextDecoder().decode(record.value);
}
