import { errors } from '@metamorphosis/contract';
import type { Json } from '../plan/run.js';
import { Outlet } from '../subscription/outlet.js';
import type { Delivery } from '../subscription/subscription-source.js';
import type { BoardEvent } from './board-event.js';
import type { Interest } from './interest.js';
import type { TailSubscriber } from './partition-tail.js';

interface Queued {
  readonly event: BoardEvent;
  /** Where the subscriber stands once it has the event. */
  readonly next: readonly number[];
}

/** What subscribers have in common who ask for the same: held once. */
export interface SubscriberTerms {
  readonly interest: Interest;
  readonly maxBuffered: number;
  /** Writes the cursor of a position. */
  readonly sign: (next: readonly number[]) => string;
  /** What an event is by now that has waited here. @default what it was */
  readonly renew?: (event: BoardEvent) => BoardEvent | Promise<BoardEvent>;
}

/**
 * One subscriber of a topic's events: hands on what the partitions hand over, keeps what is not taken at
 * once, and knows where it stands. Keeps no more than it may: then it ends with SLOW_CONSUMER.
 */
export class EventSubscriber extends Outlet<Queued, Delivery> implements TailSubscriber {
  closed = false;
  readonly interest: Interest;
  private readonly examined: number[];
  /** By partition: how far all that follow it live were told. */
  private readonly standings: (() => number)[] = [];
  /** The position behind the last event that was taken care of: everything handed out before the one in hand. */
  private done: readonly number[];
  private overrun = false;
  /** Room that was promised to readers that catch up. */
  private granted = 0;
  private waiters: (() => void)[] | undefined;
  private aheadLimit = 0;
  private ahead: ((values: readonly Json[]) => void) | undefined;

  /** `from`: by partition, the first offset it is owed. `onClose` is told once, when it is over. */
  constructor(
    private readonly terms: SubscriberTerms,
    from: readonly number[],
    private readonly onClose: () => void,
  ) {
    super();
    this.interest = terms.interest;
    this.examined = [...from];
    this.done = from;
  }

  goLive(partition: number, examined: () => number): void {
    this.standings[partition] = examined;
  }

  receive(partition: number, events: readonly BoardEvent[], next: number, granted = 0): void {
    if (this.closed) return;
    this.granted -= granted;
    for (const event of events) {
      if (event.offset < (this.examined[partition] ?? 0)) continue;
      if (this.backlog.length >= this.terms.maxBuffered) return this.overflow();
      this.examined[partition] = event.offset + 1;
      // The others stand behind what they have handed out; this one is handing out.
      const next = this.positions();
      next[partition] = event.offset + 1;
      this.offer({ event, next });
      // Who took it may have had enough.
      if (this.isClosed()) return;
    }
    this.examined[partition] = Math.max(this.examined[partition] ?? 0, next);
    this.tellUpcoming();
    if (granted > 0) this.letIn();
  }

  async room(wanted: number): Promise<number> {
    while (!this.closed) {
      // The other half is for what happens meanwhile.
      const free = Math.ceil(this.terms.maxBuffered / 2) - this.backlog.length - this.granted;
      if (free > 0) {
        const grant = Math.min(free, wanted);
        this.granted += grant;
        return grant;
      }
      await new Promise<void>((resolve) => (this.waiters ??= []).push(resolve));
    }
    return wanted;
  }

  fail(error: Error): void {
    this.stop(error);
  }

  /** Nothing more is handed out; ends it. */
  close(): void {
    this.stop(undefined);
  }

  /** Never beyond an event that was not taken care of yet. */
  cursor(): string {
    const idle = this.inHand === undefined && this.backlog.length === 0 && !this.overrun;
    return this.terms.sign(idle ? this.positions() : this.done);
  }

  /** Tells the listener, now and then, which values are delivered next. */
  onUpcoming(limit: number, listener: (values: readonly Json[]) => void): void {
    this.aheadLimit = limit;
    this.ahead = listener;
  }

  protected valueOf({ event, next }: Queued): Delivery | Promise<Delivery> {
    const renewed = this.terms.renew?.(event) ?? event;
    return renewed instanceof Promise
      ? renewed.then((one) => this.deliveryOf(one, next))
      : this.deliveryOf(renewed, next);
  }

  protected taken({ next }: Queued): void {
    this.done = next;
    // Now its position is known to the one who was too slow.
    if (this.overrun) this.finish(this.slow());
  }

  protected override left(): void {
    this.tellUpcoming();
    this.letIn();
  }

  private deliveryOf({ value, refused }: BoardEvent, next: readonly number[]): Delivery {
    const cursor = this.terms.sign(next);
    return refused ? { response: refused, cursor } : { value, cursor };
  }

  private tellUpcoming(): void {
    if (!this.ahead || this.backlog.length === 0) return;
    const upcoming = this.backlog.slice(0, this.aheadLimit).filter(({ event }) => !event.refused);
    this.ahead(upcoming.map(({ event }) => event.value));
  }

  private positions(): number[] {
    return this.examined.map((own, partition) =>
      Math.max(own, this.standings[partition]?.() ?? own),
    );
  }

  private isClosed(): boolean {
    return this.closed;
  }

  private overflow(): void {
    this.overrun = true;
    this.stop(undefined);
  }

  private stop(error: Error | undefined): void {
    if (this.closed) return;
    this.closed = true;
    this.drop();
    this.onClose();
    if (!this.overrun) this.finish(error);
    else if (this.inHand === undefined) this.finish(this.slow());
    this.letIn();
  }

  private slow(): Error {
    return errors.SLOW_CONSUMER([], { details: { cursor: this.cursor() } });
  }

  private letIn(): void {
    const { waiters } = this;
    this.waiters = undefined;
    for (const enter of waiters ?? []) enter();
  }
}
