import { errors } from '@metamorphosis/contract';
import type { AppendRecord, Position } from '@metamorphosis/core';

/** One call of `append`: settles when all of its parts have. */
export class AppendCall {
  readonly topic: string;
  readonly records: readonly AppendRecord[];
  /** When it is given up, by the monotonic clock. */
  readonly deadline: number;
  readonly result: Promise<readonly Position[]>;
  readonly #positions: Position[] = [];
  readonly #settled = Promise.withResolvers<readonly Position[]>();
  #open = 0;
  #failure: unknown;
  #landed = false;

  constructor(topic: string, records: readonly AppendRecord[], deadline: number) {
    this.topic = topic;
    this.records = records;
    this.deadline = deadline;
    this.result = this.#settled.promise;
  }

  /** Says how many parts there are, before the first of them is settled. */
  split(parts: number): void {
    this.#open = parts;
  }

  /** A part lies in the log: `indexes` of the call's records, from `offset` on. */
  landed(indexes: readonly number[], partition: number, offset: number): void {
    this.#landed = true;
    indexes.forEach((index, i) => {
      this.#positions[index] = { topic: this.topic, partition, offset: offset + i };
    });
    this.#close();
  }

  /** A part was given up. */
  failed(error: unknown): void {
    this.#failure ??= error;
    this.#close();
  }

  /** The call as a whole was refused; nothing of it was sent. */
  refuse(error: Error): void {
    this.#settled.reject(error);
  }

  #close(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    if (this.#failure === undefined) this.#settled.resolve(this.#positions);
    else this.#settled.reject(this.#landed ? this.#unknown() : this.#failure);
  }

  // Some of it lies there: "nothing was sent" would be a lie.
  #unknown(): Error {
    return errors.ACCEPTANCE_UNKNOWN([this.records[0]?.key ?? ''], { cause: this.#failure });
  }
}
