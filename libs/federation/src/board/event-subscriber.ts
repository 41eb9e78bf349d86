import { errors } from '@metamorphosis/contract';
import type { Json } from '../plan/run.js';
import type { Delivery } from '../subscription/subscription-source.js';
import type { BoardEvent } from './board-event.js';
import type { Interest } from './interest.js';
import type { TailSubscriber } from './partition-tail.js';

interface Queued {
  readonly event: BoardEvent;
  /** Where the subscriber stands once it has the event. */
  readonly next: readonly number[];
}

/** What a subscriber is made of. */
export interface EventSubscriberOptions {
  readonly interest: Interest;
  /** By partition: the first offset it is owed. */
  readonly from: readonly number[];
  readonly maxBuffered: number;
  /** Writes the cursor of a position. */
  readonly sign: (next: readonly number[]) => string;
  /** What an event is by now that has waited here. @default what it was */
  readonly renew?: (event: BoardEvent) => BoardEvent | Promise<BoardEvent>;
  /** Told once, when it is over. */
  readonly onClose: () => void;
}

/**
 * One subscriber of a topic's events: keeps what the partitions hand over until it is asked for, and
 * knows where it stands. Keeps no more than it may: then it ends with SLOW_CONSUMER.
 */
export class EventSubscriber implements TailSubscriber {
  closed = false;
  private queue: Queued[] = [];
  readonly interest: Interest;
  private readonly examined: number[];
  /** By partition: how far all that follow it live were told. */
  private readonly standings: (() => number)[] = [];
  /** The position behind the last event that was taken care of: everything handed out before the one in hand. */
  private done: readonly number[];
  private inHand: Queued | undefined;
  private failure: { readonly error: Error } | undefined;
  private overrun = false;
  private wake: (() => void) | undefined;
  /** Room that was promised to readers that catch up. */
  private granted = 0;
  private waiters: (() => void)[] = [];
  private tellUpcoming: () => void = () => undefined;

  constructor(private readonly options: EventSubscriberOptions) {
    this.interest = options.interest;
    this.examined = [...options.from];
    this.done = options.from;
  }

  goLive(partition: number, examined: () => number): void {
    this.standings[partition] = examined;
  }

  receive(partition: number, events: readonly BoardEvent[], next: number, granted = 0): void {
    if (this.closed) return;
    this.granted -= granted;
    for (const event of events) {
      if (event.offset < (this.examined[partition] ?? 0)) continue;
      if (this.queue.length >= this.options.maxBuffered) return this.overflow();
      this.examined[partition] = event.offset + 1;
      // The others stand behind what they have handed out; this one is handing out.
      const next = this.positions();
      next[partition] = event.offset + 1;
      this.queue.push({ event, next });
    }
    this.examined[partition] = Math.max(this.examined[partition] ?? 0, next);
    this.tellUpcoming();
    if (this.queue.length > 0) this.wake?.();
    if (granted > 0) this.letIn();
  }

  async room(wanted: number): Promise<number> {
    while (!this.closed) {
      // The other half is for what happens meanwhile.
      const free = Math.ceil(this.options.maxBuffered / 2) - this.queue.length - this.granted;
      if (free > 0) {
        const grant = Math.min(free, wanted);
        this.granted += grant;
        return grant;
      }
      await new Promise<void>((resolve) => this.waiters.push(resolve));
    }
    return wanted;
  }

  fail(error: Error): void {
    this.failure ??= { error };
    this.close();
  }

  /** What it waits for does not come any more; ends the iteration. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.queue = [];
    this.options.onClose();
    this.wake?.();
    this.letIn();
  }

  /** Never beyond an event that was not taken care of yet. */
  cursor(): string {
    const idle = this.inHand === undefined && this.queue.length === 0 && !this.overrun;
    return this.options.sign(idle ? this.positions() : this.done);
  }

  /** Tells the listener, now and then, which values are delivered next. */
  onUpcoming(limit: number, listener: (values: readonly Json[]) => void): void {
    this.tellUpcoming = () => {
      if (this.queue.length === 0) return;
      const upcoming = this.queue.slice(0, limit).filter(({ event }) => !event.refused);
      listener(upcoming.map(({ event }) => event.value));
    };
  }

  /** Iterated once. Asking for the next delivery says that the last one was taken care of. */
  async *deliveries(): AsyncGenerator<Delivery, void, undefined> {
    const { renew = (event: BoardEvent) => event } = this.options;
    for (;;) {
      const queued = await this.take();
      if (!queued) break;
      this.inHand = queued;
      const renewed = renew(queued.event);
      const { value, refused } = renewed instanceof Promise ? await renewed : renewed;
      const cursor = this.options.sign(queued.next);
      yield refused ? { response: refused, cursor } : { value, cursor };
      this.done = queued.next;
      this.inHand = undefined;
    }
    if (this.overrun) throw errors.SLOW_CONSUMER([], { details: { cursor: this.cursor() } });
    if (this.failure) throw this.failure.error;
  }

  private positions(): number[] {
    return this.examined.map((own, partition) =>
      Math.max(own, this.standings[partition]?.() ?? own),
    );
  }

  private async take(): Promise<Queued | undefined> {
    while (!this.closed) {
      const queued = this.queue.shift();
      if (queued) {
        this.tellUpcoming();
        this.letIn();
        return queued;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
    return undefined;
  }

  private overflow(): void {
    this.overrun = true;
    this.close();
  }

  private letIn(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const enter of waiters) enter();
  }
}
