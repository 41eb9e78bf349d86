import type { Subscription } from '@metamorphosis/core';

/** A registration; `since` is the newest notice at its beginning. */
interface Watcher<Message> {
  readonly since: number;
  readonly listener: (message: Message) => void;
}

/** Who watches what. Each registration counts for itself. */
export class Watchers<Message> {
  readonly #byKey = new Map<string, Set<Watcher<Message>>>();
  readonly #onChange: (since: number) => void;

  /** `onChange` is called after each registration and each end of one, with its `since`. */
  constructor(onChange: (since: number) => void) {
    this.#onChange = onChange;
  }

  get size(): number {
    return this.#byKey.size;
  }

  add(key: string, since: number, listener: (message: Message) => void): Subscription {
    const watcher = { since, listener };
    const watchers = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, watchers.add(watcher));
    this.#onChange(since);
    return {
      close: async () => {
        if (!watchers.delete(watcher)) return;
        if (watchers.size === 0 && this.#byKey.get(key) === watchers) this.#byKey.delete(key);
        this.#onChange(since);
      },
    };
  }

  /** Calls those who watch since before the notice. `message` is made for each: listeners may keep it. */
  tell(key: string, notice: number, message: () => Message): void {
    for (const watcher of [...(this.#byKey.get(key) ?? [])]) {
      if (watcher.since >= notice || this.#byKey.get(key)?.has(watcher) !== true) continue;
      try {
        watcher.listener(message());
      } catch {
        // A listener's failure is its own (it must not throw).
      }
    }
  }

  keys(): IterableIterator<string> {
    return this.#byKey.keys();
  }

  clear(): void {
    for (const watchers of this.#byKey.values()) watchers.clear();
    this.#byKey.clear();
  }
}
