import type { Board, StreamId, StreamSlice, Subscription, Wake } from '@metamorphosis/core';
import type { Handlers, Line } from './line.js';

/** A part of a stream that is asked for. */
interface Wanted {
  readonly stream: StreamId;
  readonly from: number;
  readonly limit: number;
}

interface Watched {
  readonly subscription: Promise<Subscription>;
  readonly lines: Set<Line>;
  /** What was read since the stream moved last, or is being read. */
  readonly slices: Map<string, Slice>;
}

interface Slice {
  readonly readAt: number;
  readonly slice: Promise<StreamSlice | undefined>;
}

/** So many parts of a stream are kept: whoever keeps up asks for the same one as the others. */
const MAX_SLICES = 8;
/** A wake-up may be lost with a connection: what is older is read again. */
const MAX_AGE_MS = 200;

/**
 * Reads the board's streams for all processes of a gateway: one subscription for each stream that any of them watches, and
 * one read for each part that several ask for, until the stream moves.
 */
export class StreamReader {
  private readonly watched = new Map<string, Watched>();

  constructor(private readonly board: Board) {}

  /** What a process at the other end of a line may ask. */
  handlers(line: () => Line): Handlers {
    return {
      'stream.read': (wanted: Wanted) => this.read(wanted),
      'stream.watch': (stream: StreamId) => this.watch(stream, line()),
      'stream.unwatch': (stream: StreamId) => this.unwatch(stream, line()),
    };
  }

  /** The process at the other end is gone. */
  async forget(line: Line): Promise<void> {
    await Promise.all([...this.watched.keys()].map((key) => this.leave(key, line)));
  }

  async close(): Promise<void> {
    const all = [...this.watched.values()];
    this.watched.clear();
    await Promise.allSettled(all.map(async ({ subscription }) => (await subscription).close()));
  }

  private read({ stream, from, limit }: Wanted): Promise<StreamSlice | undefined> {
    const slices = this.watched.get(keyOf(stream))?.slices;
    const part = `${from} ${limit}`;
    const known = slices?.get(part);
    if (known && performance.now() - known.readAt < MAX_AGE_MS) return known.slice;
    const slice = this.board.readStream(stream, from, limit);
    if (!slices) return slice;
    slices.set(part, { readAt: performance.now(), slice });
    // What could not be read is asked for again.
    slice.catch(() => slices.delete(part));
    const [oldest] = slices.keys();
    if (slices.size > MAX_SLICES && oldest !== undefined) slices.delete(oldest);
    return slice;
  }

  private async watch(stream: StreamId, line: Line): Promise<void> {
    const key = keyOf(stream);
    let watched = this.watched.get(key);
    if (!watched) {
      const lines = new Set<Line>();
      const slices: Watched['slices'] = new Map();
      const subscription = this.board.watchStream(stream, () => {
        // Before it is told: whoever reads now reads what is new.
        slices.clear();
        for (const one of lines) one.tell('stream.moved', key);
      });
      watched = { subscription, lines, slices };
      this.watched.set(key, watched);
    }
    watched.lines.add(line);
    try {
      await watched.subscription;
    } catch (error) {
      if (this.watched.get(key) === watched) this.watched.delete(key);
      throw error;
    }
  }

  private unwatch(stream: StreamId, line: Line): Promise<void> {
    return this.leave(keyOf(stream), line);
  }

  private async leave(key: string, line: Line): Promise<void> {
    const watched = this.watched.get(key);
    if (!watched?.lines.delete(line) || watched.lines.size > 0) return;
    this.watched.delete(key);
    const subscription = await watched.subscription.catch(() => undefined);
    await subscription?.close();
  }
}

/** The board of this process, whose streams are read by another one. */
export class StreamsOverLine {
  private readonly wakes = new Map<string, Set<{ readonly wake: Wake }>>();

  constructor(private readonly line: () => Line) {}

  /** What the reading process tells. */
  readonly handlers: Handlers = {
    'stream.moved': (key: string) => {
      for (const { wake } of this.wakes.get(key) ?? []) wake();
    },
  };

  /** The same board, but for its streams. */
  over(board: Board): Board {
    const own: Pick<Board, 'readStream' | 'watchStream'> = {
      readStream: async (stream, from, limit) =>
        (await this.line().ask<StreamSlice | null | undefined>('stream.read', {
          stream,
          from,
          limit,
        })) ?? undefined,
      watchStream: (stream, wake) => this.watch(stream, wake),
    };
    // Methods of a board use what is private to it: they are called on itself.
    return new Proxy(board, {
      get: (target, name) => {
        if (name in own) return own[name as keyof typeof own];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  private async watch(stream: StreamId, wake: Wake): Promise<Subscription> {
    const key = keyOf(stream);
    const entry = { wake };
    const wakes = this.wakes.get(key) ?? new Set();
    this.wakes.set(key, wakes.add(entry));
    const close = async (): Promise<void> => {
      if (!wakes.delete(entry) || wakes.size > 0) return;
      this.wakes.delete(key);
      await this.line()
        .ask('stream.unwatch', stream)
        .catch(() => undefined);
    };
    try {
      await this.line().ask('stream.watch', stream);
    } catch (error) {
      await close();
      throw error;
    }
    return { close };
  }
}

function keyOf({ topic, incarnation, partition }: StreamId): string {
  return JSON.stringify([topic, incarnation, partition]);
}
