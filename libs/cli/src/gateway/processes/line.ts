import { errors } from '@metamorphosis/contract';
import { background, type Logger } from '@metamorphosis/core';

/** What two processes of a gateway say to each other; nothing else in their channel looks like it. */
type Message =
  | { readonly line: 'ask'; readonly id: number; readonly name: string; readonly value: unknown }
  | { readonly line: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly line: 'refusal'; readonly id: number; readonly why: string }
  | { readonly line: 'tell'; readonly name: string; readonly value: unknown };

/** The process at the other end: a child, or `process` for the one that started this. */
export interface Peer {
  readonly connected: boolean;
  on(event: 'message' | 'disconnect', listener: (message: unknown) => void): unknown;
  send?(message: object, handle: undefined, options: object, callback: () => void): unknown;
}

/** What is done when the other side asks or tells something; what it returns is the answer. */
export type Handlers = Readonly<Record<string, (value: never) => unknown>>;

/**
 * A line between two processes, over the channel that `fork` makes: questions with answers, and things told. What is
 * said must survive JSON. A question to a process that is gone, or goes before it answered, rejects with
 * UNAVAILABLE; what is told to one that is gone is lost.
 */
export class Line {
  private readonly asked = new Map<number, PromiseWithResolvers<unknown>>();
  private count = 0;

  constructor(
    private readonly peer: Peer,
    private readonly handlers: Handlers,
    private readonly logger: Logger,
  ) {
    peer.on('message', (message) => this.receive(message as Message));
    peer.on('disconnect', () => {
      for (const { reject } of this.asked.values()) reject(gone());
      this.asked.clear();
    });
  }

  ask<T>(name: string, value?: unknown): Promise<T> {
    if (!this.peer.connected) return Promise.reject(gone());
    const id = (this.count += 1);
    const asked = Promise.withResolvers<unknown>();
    this.asked.set(id, asked);
    this.send({ line: 'ask', id, name, value });
    return asked.promise as Promise<T>;
  }

  tell(name: string, value: unknown): void {
    this.send({ line: 'tell', name, value });
  }

  private receive(message: Message): void {
    switch (message.line) {
      case 'ask':
        background('answering another process', this.logger, this.answer(message));
        return;
      case 'tell':
        this.handlers[message.name]?.(message.value as never);
        return;
      case 'answer':
        this.settle(message.id)?.resolve(message.value);
        return;
      case 'refusal': {
        const cause = new Error(message.why);
        this.settle(message.id)?.reject(errors.UNAVAILABLE([WHO], { cause }));
        return;
      }
      default:
      // What supervisor and process say to each other beside this.
    }
  }

  private async answer({ id, name, value }: Message & { line: 'ask' }): Promise<void> {
    try {
      const handler = this.handlers[name];
      if (!handler) throw new Error(`Nobody knows "${name}" here.`);
      this.send({ line: 'answer', id, value: await handler(value as never) });
    } catch (error) {
      this.send({
        line: 'refusal',
        id,
        why: error instanceof Error ? error.message : String(error),
      });
    }
  }

  private settle(id: number): PromiseWithResolvers<unknown> | undefined {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    return asked;
  }

  private send(message: Message): void {
    // Whoever is gone by now needs it no more.
    if (this.peer.connected) this.peer.send?.(message, undefined, {}, () => undefined);
  }
}

const WHO = 'Another process of this gateway';

function gone(): Error {
  return errors.UNAVAILABLE([WHO]);
}
