import type { Taker } from './taker.js';

/**
 * Hands items to one taker, in order: at once when it waits for one, else as soon as it has taken those
 * before. What waits, waits here.
 */
export abstract class Outlet<Item, Value> {
  /** Handed out, and not taken care of yet. */
  protected inHand: Item | undefined;
  private waiting: Item[] = [];
  private taker: Taker<Value, unknown> | undefined;
  private ending: { readonly error: unknown } | undefined;

  /** What the taker gets of an item. What it rejects with ends everything. */
  protected abstract valueOf(item: Item): Value | Promise<Value>;
  /** Told of each item that was taken care of. */
  protected abstract taken(item: Item): void;
  /** Told of each item that waits no longer. */
  protected left(): void {
    // Nobody needs to know.
  }

  /** Begins to hand out; once. */
  deliverTo(taker: Taker<Value, unknown>): void {
    this.taker = taker;
    this.flow();
  }

  protected get backlog(): readonly Item[] {
    return this.waiting;
  }

  protected offer(item: Item): void {
    const { taker } = this;
    if (!taker || this.inHand !== undefined || this.waiting.length > 0) this.waiting.push(item);
    else if (this.hand(taker, item)) this.flow();
  }

  /** Tells the taker that it is over, behind what it has in hand and what waits. Only the first call counts. */
  protected finish(error: unknown): void {
    this.ending ??= { error };
    this.flow();
  }

  /** What waits is not handed out. */
  protected drop(): void {
    this.waiting = [];
  }

  private flow(): void {
    const { taker } = this;
    if (!taker || this.inHand !== undefined) return;
    for (let item = this.waiting.shift(); item !== undefined; item = this.waiting.shift()) {
      this.left();
      if (!this.hand(taker, item)) return;
    }
    if (!this.ending || !this.taker) return;
    this.taker = undefined;
    taker.end(this.ending.error);
  }

  /** Whether it was taken at once. */
  private hand(taker: Taker<Value, unknown>, item: Item): boolean {
    this.inHand = item;
    const value = this.valueOf(item);
    const taking =
      value instanceof Promise ? value.then((known) => taker.take(known)) : taker.take(value);
    if (!taking) {
      this.settle(item);
      return true;
    }
    void taking.then(
      () => {
        this.settle(item);
        this.flow();
      },
      (error: unknown) => {
        this.inHand = undefined;
        this.drop();
        this.finish(error);
      },
    );
    return false;
  }

  private settle(item: Item): void {
    this.inHand = undefined;
    this.taken(item);
  }
}
