import type { LogHealth } from '@metamorphosis/core';

/**
 * Adds up what troubles a reader. It is up once it has joined and nothing troubles it; it says
 * "down" at every failed attempt, so that whoever waits can see that it is trying.
 */
export class ReaderHealth {
  readonly #tell: (health: LogHealth) => void;
  readonly #troubles = new Map<string, unknown>();
  #joined = false;
  #told: LogHealth['state'] | undefined;

  constructor(tell: (health: LogHealth) => void) {
    this.#tell = tell;
  }

  joined(): void {
    this.#joined = true;
    this.#troubles.delete('join');
    this.#tellIfUp();
  }

  /** The session is lost; nothing that troubled it matters any more. */
  left(reason: unknown): void {
    this.#joined = false;
    this.#troubles.clear();
    this.trouble('join', reason);
  }

  trouble(what: string, reason: unknown): void {
    this.#troubles.set(what, reason);
    this.#told = 'down';
    this.#tell({ state: 'down', reason });
  }

  well(what: string): void {
    if (this.#troubles.delete(what)) this.#tellIfUp();
  }

  #tellIfUp(): void {
    if (!this.#joined || this.#troubles.size > 0 || this.#told === 'up') return;
    this.#told = 'up';
    this.#tell({ state: 'up' });
  }
}
