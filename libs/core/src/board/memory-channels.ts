import type { Subscription } from '../lifecycle/lifecycle.js';

type Listener = (message: string) => void;

/** Who listens to what, on all handles of a MemoryBoard. A registration counts for itself alone. */
export class MemoryChannels {
  readonly #channels = new Map<string, Set<{ readonly listener: Listener }>>();

  listen(channel: string, listener: Listener): Subscription {
    const registration = { listener };
    const registrations = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, registrations.add(registration));
    return {
      close: () => {
        registrations.delete(registration);
        if (registrations.size === 0 && this.#channels.get(channel) === registrations) {
          this.#channels.delete(channel);
        }
        return Promise.resolve();
      },
    };
  }

  /** Tells those who listen now, later in this turn: a listener never runs inside the teller's call. */
  tell(channel: string, message: string): void {
    const registrations = this.#channels.get(channel);
    for (const registration of registrations ?? []) {
      queueMicrotask(() => {
        if (registrations?.has(registration)) registration.listener(message);
      });
    }
  }
}
