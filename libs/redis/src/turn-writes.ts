import { Redis } from 'ioredis';
import type { Client } from './clients.js';

/**
 * Joins what is sent in one turn of the event loop into one write. (Measured: ioredis' own
 * pipelines cost more per command than the system calls that they save; holding the socket back
 * until the end of the turn costs nothing. A cluster's sockets are its own affair.)
 */
export class TurnWrites {
  #held: Redis['stream'] | undefined;

  constructor(private readonly client: Client) {}

  /** Call before sending. */
  hold(): void {
    // Undefined until the first connection was made, whatever its type says.
    const stream =
      this.client instanceof Redis
        ? (this.client.stream as Redis['stream'] | undefined)
        : undefined;
    if (this.#held !== undefined || stream === undefined) return;
    this.#held = stream;
    stream.cork();
    process.nextTick(() => {
      this.#held = undefined;
      stream.uncork();
    });
  }
}
