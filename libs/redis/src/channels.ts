import type { Logger, Subscription } from '@metamorphosis/core';
import { closed } from './errors.js';
import type { SubscriberLink } from './subscriber-link.js';

interface Registration {
  readonly listener: (message: string) => void;
}

interface Channel {
  readonly registrations: Set<Registration>;
  /** Settles when the server has confirmed the subscription. */
  readonly subscribed: Promise<void>;
}

/**
 * Who of this process listens to what. A channel is subscribed to once, from its first listener to
 * its last; each registration counts for itself, also of one and the same function.
 */
export class Channels {
  #closed = false;
  readonly #channels = new Map<string, Channel>();

  constructor(
    private readonly link: () => SubscriberLink,
    private readonly logger: Logger,
  ) {}

  /** The channels that a connection must be subscribed to. */
  names(): Iterable<string> {
    return this.#channels.keys();
  }

  /** Resolves when the server has confirmed. Rejects with UNAVAILABLE or CLOSED. */
  async listen(name: string, listener: Registration['listener']): Promise<Subscription> {
    this.#assertOpen();
    await this.link().ready();
    this.#assertOpen();
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = { registrations: new Set(), subscribed: this.link().subscribe(name) };
      this.#channels.set(name, channel);
    }
    const leave = this.#join(name, channel, listener);
    try {
      await channel.subscribed;
      this.#assertOpen();
    } catch (error) {
      leave();
      throw error;
    }
    return {
      close: () => {
        leave();
        return Promise.resolve();
      },
    };
  }

  /** Listens from the next connection on, whenever that comes. For what listens all the time. */
  keep(name: string, listener: Registration['listener']): void {
    const channel = { registrations: new Set([{ listener }]), subscribed: Promise.resolve() };
    this.#channels.set(name, channel);
  }

  tell(name: string, message: string): void {
    // Over the set itself: who is ended by a listener before it is not called any more.
    for (const { listener } of this.#channels.get(name)?.registrations ?? []) {
      try {
        listener(message);
      } catch (error) {
        this.logger.error({ err: error, channel: name }, 'a listener of the board threw');
      }
    }
  }

  /** From now on nobody is told anything. */
  close(): void {
    this.#closed = true;
    this.#channels.clear();
  }

  #join(name: string, channel: Channel, listener: Registration['listener']): () => void {
    const registration = { listener };
    channel.registrations.add(registration);
    return () => {
      channel.registrations.delete(registration);
      if (channel.registrations.size > 0 || this.#channels.get(name) !== channel) return;
      this.#channels.delete(name);
      // The link sends in order, so a newcomer's SUBSCRIBE comes after this and stands.
      this.link().unsubscribe(name);
    };
  }

  #assertOpen(): void {
    if (this.#closed) throw closed();
  }
}
