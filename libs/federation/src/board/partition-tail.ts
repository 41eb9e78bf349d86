import { setImmediate as nextTurn } from 'node:timers/promises';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import {
  background,
  backoffMs,
  pause,
  WakeUp,
  type Board,
  type Logger,
  type StreamId,
  type StreamSlice,
  type Subscription,
} from '@metamorphosis/core';
import { Audience } from './audience.js';
import { readBoardEvent, type BoardEvent } from './board-event.js';
import { isOf, type Interest } from './interest.js';

/** Somebody who follows a partition. */
export interface TailSubscriber {
  readonly interest: Interest;
  /** From now on nothing is received but what is wanted: `examined` tells the offset below which all was handed out. */
  goLive(partition: number, examined: () => number): void;
  /**
   * Events of its interest in offset order, and the offset below which everything was examined. `granted`
   * gives back what `room` promised for them.
   */
  receive(partition: number, events: readonly BoardEvent[], next: number, granted?: number): void;
  /**
   * Resolves once it has room, with how many events it takes, `wanted` at most. Asked while it
   * catches up: what happens now does not wait for it.
   */
  room(wanted: number): Promise<number>;
  /** Nothing follows. */
  fail(error: Error): void;
  readonly closed: boolean;
}

const SLICE = 256;
/** Smaller, so that all partitions of a topic can be caught up with at once. */
const CATCH_UP_SLICE = 64;
/**
 * A wake-up may be lost without its connection (between the nodes of a Redis Cluster): a stream is looked at again some
 * 1 s, 2 s and 4 s after it has moved, where the next event is likely, and then this often.
 */
const LOOK_AGAIN = { firstMs: 1_000, maxMs: 5_000 };
const RETRY_MS = 500;
/** How long events are handed out at a stretch, and after how many subscribers the clock is read. */
const BURST_MS = 10;
const CLOCK_STEPS = 32;

/**
 * Reads one stream of the board for all its subscribers: while they keep up there is one reader, and
 * an event costs nothing for those who do not want it. Who begins further back reads by itself until
 * it has caught up.
 */
export class PartitionTail {
  private readonly live = new Audience<TailSubscriber>();
  private readonly wake = new WakeUp();
  /** What is read next. */
  private next = 0;
  /** Everything below was handed out to those who are live. */
  private examined = 0;
  private readonly standing = (): number => this.examined;
  private running = false;

  constructor(
    private readonly board: Board,
    private readonly stream: StreamId,
    private readonly logger: Logger,
    /** Brings events to the form in which they are shown. @default as they lie there */
    private readonly bring: (events: readonly BoardEvent[]) => Promise<readonly BoardEvent[]> = (
      events,
    ) => Promise.resolve(events),
  ) {}

  /** Hands over everything from `from` on. Returns at once. */
  join(subscriber: TailSubscriber, from: number): void {
    if (this.running && from >= this.next) this.goLive(subscriber);
    else background('catching up with a stream', this.logger, this.catchUp(subscriber, from));
  }

  leave(subscriber: TailSubscriber): void {
    this.live.delete(subscriber);
    if (this.live.size === 0) this.wake.wake();
  }

  /** Ends it for everybody: the stream is no more. */
  fail(error: Error): void {
    for (const subscriber of this.live.clear()) subscriber.fail(error);
    this.wake.wake();
  }

  private async run(): Promise<void> {
    this.running = true;
    const ended = new AbortController();
    const watching = this.watch(ended.signal);
    for (let looks = 1; this.live.size > 0; looks += 1) {
      const slice = await this.read(this.next);
      if (this.live.size === 0) break;
      if (slice && slice.earliest > this.next) this.fail(errors.CURSOR_EXPIRED([]));
      else if (slice) {
        const handing = this.handOut(slice, await this.events(slice));
        if (handing) await handing;
      }
      // A full slice has more behind it; whatever else comes wakes us.
      const more = slice !== undefined && slice.entries.length >= SLICE;
      if (slice && slice.entries.length > 0) looks = 1;
      if (!more) {
        await this.wake.wait(slice ? backoffMs(LOOK_AGAIN, looks) : RETRY_MS, ended.signal);
      }
    }
    this.running = false;
    ended.abort();
    const subscription = await watching;
    await subscription?.close();
  }

  /** Listens as soon as the board can be reached. */
  private async watch(signal: AbortSignal): Promise<Subscription | undefined> {
    while (!signal.aborted) {
      try {
        const subscription = await this.board.watchStream(this.stream, () => this.wake.wake());
        // What moved before we listened woke nobody.
        this.wake.wake();
        return subscription;
      } catch (error) {
        this.unreachable(error);
        await pause(RETRY_MS, signal);
      }
    }
    return undefined;
  }

  /** Undefined when it is done; else a promise, as it takes longer than others can be kept waiting. */
  private handOut(slice: StreamSlice, events: readonly BoardEvent[]): Promise<void> | undefined {
    // Who joins meanwhile begins behind these, or reads them by itself.
    this.next = Math.max(this.next, slice.next);
    return this.goOn(this.receiving(events, slice.next));
  }

  /** Each step of it serves one subscriber. */
  private *receiving(events: readonly BoardEvent[], next: number): Generator<undefined, void> {
    for (const [group, own] of this.live.of(events)) {
      // Who is ended by what it receives leaves the group.
      for (const subscriber of [...group]) {
        subscriber.receive(this.stream.partition, own, next);
        yield;
      }
    }
    this.examined = this.next;
  }

  private goOn(receiving: Generator<undefined, void>): Promise<void> | undefined {
    const begun = performance.now();
    for (let steps = 1; receiving.next().done !== true; steps += 1) {
      if (steps % CLOCK_STEPS !== 0 || performance.now() - begun < BURST_MS) continue;
      // Many who want much: meanwhile sockets are read, and heartbeats sent.
      return nextTurn().then(() => this.goOn(receiving));
    }
    return undefined;
  }

  private goLive(subscriber: TailSubscriber): void {
    this.live.add(subscriber);
    subscriber.goLive(this.stream.partition, this.standing);
  }

  /** Reads for one subscriber, as fast as it takes it, up to where the others are. */
  private async catchUp(subscriber: TailSubscriber, from: number): Promise<void> {
    let at = from;
    while (!subscriber.closed) {
      if (this.running && at >= this.next) {
        return this.goLive(subscriber);
      }
      const limit = await subscriber.room(CATCH_UP_SLICE);
      const slice = await this.read(at, limit);
      if (subscriber.closed) return;
      if (slice && slice.earliest > at) return subscriber.fail(errors.CURSOR_EXPIRED([]));
      const events = slice
        ? (await this.events(slice)).filter((each) => isOf(subscriber.interest, each))
        : [];
      at = slice?.next ?? at;
      subscriber.receive(this.stream.partition, events, at, limit);
      const atEnd = !slice || slice.entries.length < limit;
      if (!this.running && atEnd) return this.start(subscriber, at);
      if (!slice) await pause(RETRY_MS);
    }
  }

  private start(subscriber: TailSubscriber, from: number): void {
    this.next = from;
    this.examined = from;
    this.goLive(subscriber);
    background('reading a stream', this.logger, this.run());
  }

  /** Undefined while there is no such stream, or no board. */
  private async read(from: number, limit = SLICE): Promise<StreamSlice | undefined> {
    try {
      return await this.board.readStream(this.stream, from, limit);
    } catch (error) {
      this.unreachable(error);
      return undefined;
    }
  }

  private events(slice: StreamSlice): Promise<readonly BoardEvent[]> {
    const events: BoardEvent[] = [];
    for (const { offset, payload } of slice.entries) {
      try {
        events.push(readBoardEvent(offset, payload));
      } catch (error) {
        this.logger.error({ err: error, ...this.stream, offset }, 'A stream entry is no event');
      }
    }
    return this.bring(events);
  }

  private unreachable(error: unknown): void {
    const expected = isMetamorphosisError(error, 'UNAVAILABLE');
    const facts = { err: error, ...this.stream };
    if (expected) this.logger.debug(facts, 'The board cannot be reached; subscribers wait');
    else this.logger.error(facts, 'Reading a stream failed');
  }
}
