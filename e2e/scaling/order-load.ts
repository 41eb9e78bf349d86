import { orderOf, PLACE_ASYNC, RESULT } from '../platform/documents.js';
import type { Platform } from '../platform/platform.js';
import { until } from '../platform/until.js';

const ENDED = ['SUCCEEDED', 'REJECTED', 'FAILED'];
/** How long a sender rests after an order was accepted: so many senders, so many orders each tenth of a second. */
const REST_MS = 100;

/** Places orders at a steady pace until it is told to stop. */
export class OrderLoad {
  /** The ids of the commands that were accepted. */
  readonly accepted: string[] = [];
  private readonly senders: readonly Promise<void>[];
  private isOver = false;
  private count = 0;

  constructor(
    private readonly platform: Platform,
    /** Orders under way at once. */
    atOnce: number,
    /** Customers, whose orders keep an order of their own each. */
    private readonly keys: number,
  ) {
    this.senders = Array.from({ length: atOnce }, () => this.sendOn());
  }

  private async sendOn(): Promise<void> {
    while (!this.isOver) {
      const customer = `load-${this.count++ % this.keys}`;
      const input = orderOf(customer, 'no-such');
      const { placeOrderAsync } = await this.platform.ask(PLACE_ASYNC, { input });
      this.accepted.push(placeOrderAsync.commandId as string);
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  }

  /** Waits until so many more have been accepted. */
  async more(count: number): Promise<void> {
    const wanted = this.accepted.length + count;
    await until(
      `${count} more orders are accepted`,
      () => Promise.resolve(this.accepted.length),
      (accepted) => accepted >= wanted,
      60_000,
    );
  }

  /** Sends no more; rejects when an order was not accepted. */
  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.senders);
  }

  /** The outcome of each accepted command: its state, and the id of the order that it made. */
  async outcomes(): Promise<readonly { readonly state: string; readonly orderId?: string }[]> {
    const outcomes: { state: string; orderId?: string }[] = [];
    for (let n = 0; n < this.accepted.length; n += 50) {
      outcomes.push(
        ...(await Promise.all(this.accepted.slice(n, n + 50).map((id) => this.outcome(id)))),
      );
    }
    return outcomes;
  }

  private async outcome(id: string): Promise<{ state: string; orderId?: string }> {
    const { placeOrderResult } = await until(
      `command ${id} has ended`,
      () => this.platform.ask(RESULT, { id }),
      (data) => ENDED.includes(data.placeOrderResult?.state as string),
      90_000,
    );
    const orderId = placeOrderResult.result?.id as string | undefined;
    return { state: placeOrderResult.state as string, ...(orderId !== undefined && { orderId }) };
  }
}
