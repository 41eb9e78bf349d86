import type { CommandUpdate } from '@metamorphosis/contract';
import type { Lifecycle, Subscription } from '../lifecycle/lifecycle.js';

/** How long the board keeps things. */
export interface BoardRetention {
  /** Outcomes of commands. @default 86400000 (a day) */
  readonly outcomeMs: number;
  /** Entries of streams. @default 86400000 */
  readonly streamMs: number;
}

/** One stream: a partition of a topic in one incarnation of the log. */
export interface StreamId {
  readonly topic: string;
  readonly incarnation: string;
  readonly partition: number;
}

/** An event as the relay puts it on the board. */
export interface StreamEntry {
  /** Its offset on the log. */
  readonly offset: number;
  /** The record as JSON (docs/PROTOCOL.md, stream entries). */
  readonly payload: string;
  /** Where it was published: numbers of one publisher that are not above the highest seen are dropped. */
  readonly publisher?: string;
  readonly publishNumber?: number;
}

/** What a stream holds. Positions are log offsets: `next` is the first one not examined yet. */
export interface StreamPosition {
  /** The first offset not examined by the relay; undefined when the stream was never written or was lost. */
  readonly next: number | undefined;
}

/** Answer of `appendToStream`. */
export type StreamAppend =
  | { readonly kind: 'appended' }
  /** Somebody else moved it, or the board lost it: the relay goes on from `next`. */
  | { readonly kind: 'mismatch'; readonly next: number | undefined };

/** A part of a stream. */
export interface StreamSlice {
  readonly entries: readonly { readonly offset: number; readonly payload: string }[];
  /** All offsets below it were examined for this slice: the reader's next position. */
  readonly next: number;
  /** The oldest offset from which the stream is complete; a reader below it has missed something. */
  readonly earliest: number;
}

/** Told when something changed. Must not throw. */
export type Wake = () => void;

/** Something that says it is there, for as long as it says so again. */
export interface Presence {
  /** What it is: `node`, `service`, `gateway`. */
  readonly kind: string;
  /** Unique among its kind. */
  readonly name: string;
  /** Which run of it: another incarnation under the same name is another process. */
  readonly incarnation: string;
  /** Facts about it, as JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Answer of `announce`. */
export type Announcement =
  | { readonly kind: 'announced' }
  /** The name is held by another incarnation. */
  | { readonly kind: 'taken'; readonly by: Presence };

/**
 * The board: results, live streams, presence and messages. A copy for quick answers, never the truth: what it
 * loses is told again by the service's store (outcomes) and the log (streams).
 * All calls reject with UNAVAILABLE while it cannot be reached, with CLOSED after `close`. Listeners
 * survive reconnects; none is called after `close` has resolved.
 */
export interface Board extends Lifecycle {
  // --- outcomes ---------------------------------------------------------------------------------
  /**
   * Stores an update when it outranks what stands there (version first, then rank; an equal
   * non-terminal rank replaces: progress), keeps it for the retention, then tells the watchers of
   * the command and the reply channel. A stale update is not stored; `replyTo` is still told what
   * stands (a repeat's caller waits too).
   */
  putUpdate(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'>;
  getUpdate(commandId: string): Promise<CommandUpdate | undefined>;
  /** Calls back for each update of one command from now on. Resolves when listening has begun. */
  watchCommand(commandId: string, listener: (update: CommandUpdate) => void): Promise<Subscription>;
  /** Calls back for each update sent to a reply channel. Resolves when listening has begun. */
  watchReplies(channel: string, listener: (update: CommandUpdate) => void): Promise<Subscription>;

  // --- streams ----------------------------------------------------------------------------------
  streamPosition(stream: StreamId): Promise<StreamPosition>;
  /**
   * Appends what the relay examined from `expected` up to (not including) `next`, in one step with
   * the move of the position; `entries` may be empty (nothing of it is of interest). With
   * `expected` undefined the stream must be new: it then begins, complete, at the first examined
   * offset `from`. A `from` above `expected` says that the log had lost the offsets between before
   * they were examined: the stream is complete from `from` only (otherwise `from` is `expected`).
   * Entries whose publish number was seen are left out. Wakes the readers. Rejects with a RangeError
   * when the move goes back, or an entry is out of order or outside of what was examined.
   */
  appendToStream(
    stream: StreamId,
    move: { readonly expected: number | undefined; readonly from: number; readonly next: number },
    entries: readonly StreamEntry[],
  ): Promise<StreamAppend>;
  /**
   * Entries at or above `from`, at most `limit`. Undefined when the stream does not exist (yet, or
   * any more). A reader ahead of the stream (it is being rebuilt) gets nothing, and `from` as `next`.
   */
  readStream(stream: StreamId, from: number, limit: number): Promise<StreamSlice | undefined>;
  /** Wakes when the stream has moved, and after each reconnect. Resolves when listening has begun. */
  watchStream(stream: StreamId, wake: Wake): Promise<Subscription>;

  // --- presence ---------------------------------------------------------------------------------
  /** Says that something is there for `ttlMs` from now. The same incarnation renews. */
  announce(presence: Presence, ttlMs: number): Promise<Announcement>;
  withdraw(presence: Presence): Promise<void>;
  list(kind: string): Promise<readonly Presence[]>;

  // --- messages ---------------------------------------------------------------------------------
  /**
   * Tells those who listen to a channel at this moment, in the order of the calls of one process.
   * Nothing is kept: who does not listen, or has lost its connection, misses it. The message must
   * survive JSON.
   */
  send(channel: string, message: unknown): Promise<void>;
  /** Calls back for each message of a channel from now on. Resolves when listening has begun. */
  listen(channel: string, listener: (message: unknown) => void): Promise<Subscription>;

  // --- connection -------------------------------------------------------------------------------
  /** Called after each reconnect: what was published meanwhile is lost, so read again. */
  onReconnect(wake: Wake): Subscription;
  /** Resolves when the board answers; rejects with UNAVAILABLE. For readiness. */
  ping(): Promise<void>;
}
