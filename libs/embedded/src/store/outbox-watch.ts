import type { Subscription } from '@metamorphosis/core';
import type { DatabaseFile } from '../sqlite/database-file.js';
import { newestOutbox } from './outbox.js';

const RETRY_MS = 500;

/** Wakes publishers when outbox rows were committed, by this process or another. */
export class OutboxWatch {
  readonly #file: DatabaseFile;
  readonly #wakers = new Set<{ readonly wake: () => void }>();
  #unsubscribe: (() => void) | undefined;
  #newest = 0;
  #starting = false;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  subscribe(wake: () => void): Subscription {
    const waker = { wake };
    this.#wakers.add(waker);
    void this.#start();
    return {
      close: async () => {
        this.#wakers.delete(waker);
        if (this.#wakers.size === 0) this.#stop();
      },
    };
  }

  close(): void {
    this.#wakers.clear();
    this.#stop();
  }

  async #start(): Promise<void> {
    if (this.#starting || this.#unsubscribe !== undefined) return;
    this.#starting = true;
    while (this.#wakers.size > 0 && this.#unsubscribe === undefined) {
      try {
        await this.#file.open();
        if (this.#wakers.size > 0) this.#unsubscribe = this.#file.onChange(() => this.#look());
      } catch {
        // The publisher's own calls tell what is wrong; it polls meanwhile.
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.#starting = false;
    // Rows may have come before listening began.
    this.#look();
  }

  #stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #look(): void {
    if (this.#wakers.size === 0) return;
    try {
      const newest = this.#file.readNow(newestOutbox);
      if (newest === undefined || newest === this.#newest) return;
      this.#newest = newest;
    } catch {
      // Busy for a moment: waking too often is allowed.
    }
    for (const { wake } of [...this.#wakers]) wake();
  }
}
