import { errors } from '@metamorphosis/contract';
import type { Connection } from '../../sqlite/connection.js';

/** Queries are synchronous and return their connection at once: more are needed for open transactions and streams only. */
const MAX_CONNECTIONS = 8;

/** Reading connections, opened when needed. */
export class ReaderPool {
  readonly #open: () => Promise<Connection>;
  readonly #idle: Connection[] = [];
  readonly #waiting: PromiseWithResolvers<Connection>[] = [];
  #count = 0;
  #closed = false;

  constructor(open: () => Promise<Connection>) {
    this.#open = open;
  }

  async acquire(): Promise<Connection> {
    if (this.#closed) throw errors.CLOSED(['The store']);
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count >= MAX_CONNECTIONS) {
      const turn = Promise.withResolvers<Connection>();
      this.#waiting.push(turn);
      return turn.promise;
    }
    this.#count += 1;
    try {
      return await this.#open();
    } catch (error) {
      this.#count -= 1;
      throw error;
    }
  }

  release(connection: Connection): void {
    if (this.#closed) {
      connection.close();
      return;
    }
    const next = this.#waiting.shift();
    if (next !== undefined) next.resolve(connection);
    else this.#idle.push(connection);
  }

  /** Closes what is idle now and the rest when it is returned. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
    for (const turn of this.#waiting.splice(0)) turn.reject(errors.CLOSED(['The store']));
  }
}
