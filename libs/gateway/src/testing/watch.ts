import type { GraphQLFormattedError } from 'graphql';
import type { Client, SubscribePayload } from 'graphql-ws';

/** An answer of a subscription, as the client got it. */
export interface Received {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: Record<string, unknown> | undefined;
}

const DEADLINE_MS = 5_000;

/** A subscription of a test: keeps what arrives from the first byte on, and hands it out in order. */
export class Watch {
  readonly received: Received[] = [];
  /** The newest cursor, from events and heartbeats. */
  cursor: string | undefined;
  private handedOut = 0;
  private ended: { error?: unknown } | undefined;
  private wake: () => void = () => undefined;
  private pinged = false;
  readonly close: () => void;

  constructor(client: Client, payload: SubscribePayload) {
    client.on('ping', (received, message) => {
      const cursors = message?.['cursors'];
      if (!received || typeof cursors !== 'object' || cursors === null) return;
      this.pinged = true;
      this.cursor = Object.values(cursors)[0] as string;
      this.wake();
    });
    this.close = client.subscribe<Record<string, unknown>, Record<string, unknown>>(payload, {
      next: (value) => {
        this.received.push(value);
        const cursor = value.extensions?.['cursor'];
        if (typeof cursor === 'string') this.cursor = cursor;
        this.wake();
      },
      error: (error) => this.end({ error }),
      complete: () => this.end({}),
    });
  }

  /** Resolves when the gateway has said where this subscription begins: from here on nothing is missed. */
  async opened(): Promise<void> {
    await this.until(() => this.pinged || this.ended !== undefined, 'the subscription to open');
  }

  async next(): Promise<Received> {
    await this.until(() => this.received.length > this.handedOut || this.ended, 'an answer');
    const value = this.received[this.handedOut];
    if (!value) throw new Error(`It ended instead: ${JSON.stringify(this.ended)}`);
    this.handedOut += 1;
    return value;
  }

  /** Resolves when it is over, with its error if there was one. */
  async over(): Promise<unknown> {
    await this.until(() => this.ended, 'the end');
    return this.ended?.error;
  }

  private end(how: { error?: unknown }): void {
    this.ended ??= how;
    this.wake();
  }

  private async until(condition: () => unknown, what: string): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(`Waited for ${what}; received ${JSON.stringify(this.received)}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
