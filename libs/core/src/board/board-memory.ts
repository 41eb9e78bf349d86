import type { CommandUpdate } from '@metamorphosis/contract';
import { DEFAULT_BOARD_RETENTION } from './board-retention.js';
import type { Board, BoardRetention, StreamAppend, StreamEntry, StreamId } from './board.js';
import { MemoryChannels } from './memory-channels.js';
import { MemoryPresences } from './memory-presences.js';
import { MemoryStream } from './memory-stream.js';
import type { StreamMove } from './stream-move.js';
import { outranks } from './update-order.js';

/**
 * What the handles of one MemoryBoard share. Give the same one to several boards to stand for several processes.
 * `cut`, `stall`, `heal`, `lose` and `rememberStreams` stand for what happens to a real server and to the ways to it.
 */
export class BoardMemory {
  readonly channels = new MemoryChannels();
  presences = new MemoryPresences();
  readonly #connections = new Map<Board, (connected: boolean) => void>();
  readonly #stalls = new Map<Board, PromiseWithResolvers<void>>();
  readonly #retention: BoardRetention;
  readonly #streams = new Map<string, MemoryStream>();
  /** In order of their last put, so that the oldest come first. */
  readonly #outcomes = new Map<string, { readonly json: string; readonly until: number }>();

  constructor(retention: Partial<BoardRetention> = {}) {
    this.#retention = { ...DEFAULT_BOARD_RETENTION, ...retention };
  }

  /** Cuts a handle off: its calls reject with UNAVAILABLE, and it hears nothing. */
  cut(board: Board): void {
    this.#connections.get(board)?.(false);
  }

  /** Answers the handle's calls about outcomes no more: they hang, as behind a pulled cable. */
  stall(board: Board): void {
    this.#stalls.set(board, Promise.withResolvers());
  }

  /** Of the in-memory adapter: what a call of the handle has to wait for. */
  stalled(board: Board): Promise<void> | undefined {
    return this.#stalls.get(board)?.promise;
  }

  /** Ends what `cut` or `stall` began: the handle reconnects, what hung is answered. */
  heal(board: Board): void {
    this.#stalls.get(board)?.resolve();
    this.#stalls.delete(board);
    this.#connections.get(board)?.(true);
  }

  /** Loses everything it holds, as a server without persistence does in a restart. */
  lose(): void {
    this.#streams.clear();
    this.#outcomes.clear();
    this.presences = new MemoryPresences();
  }

  /** Remembers the streams as they are; the answer goes back to them, as a failover to a replica that lags does. */
  rememberStreams(): () => void {
    const copy = (): [string, MemoryStream][] =>
      [...this.#streams].map(([key, stream]) => [key, stream.copy()]);
    const older = copy();
    return () => {
      this.#streams.clear();
      for (const [key, stream] of older) this.#streams.set(key, stream);
    };
  }

  /** Of the in-memory adapter: registers a handle. */
  connect(board: Board, onChange: (connected: boolean) => void): void {
    this.#connections.set(board, onChange);
  }

  /** Stores the update if it outranks what stands; answers what stands now, as JSON. */
  put(update: CommandUpdate, now: number): { readonly stored: boolean; readonly standing: string } {
    this.#forgetOutcomes(now);
    const standing = this.outcome(update.commandId, now);
    if (standing !== undefined && !outranks(update, JSON.parse(standing) as CommandUpdate)) {
      return { stored: false, standing };
    }
    const json = JSON.stringify(update);
    this.#outcomes.delete(update.commandId);
    this.#outcomes.set(update.commandId, { json, until: now + this.#retention.outcomeMs });
    return { stored: true, standing: json };
  }

  /** The update that stands, as JSON. */
  outcome(commandId: string, now: number): string | undefined {
    const held = this.#outcomes.get(commandId);
    return held !== undefined && held.until > now ? held.json : undefined;
  }

  /** The stream, if it was ever appended to. */
  stream(id: StreamId): MemoryStream | undefined {
    return this.#streams.get(streamKey(id));
  }

  append(
    id: StreamId,
    move: StreamMove,
    entries: readonly StreamEntry[],
    now: number,
  ): StreamAppend {
    const stream = this.stream(id) ?? new MemoryStream(this.#retention.streamMs);
    const answer = stream.append(move, entries, now);
    if (answer.kind === 'appended') this.#streams.set(streamKey(id), stream);
    return answer;
  }

  #forgetOutcomes(now: number): void {
    for (const [commandId, { until }] of this.#outcomes) {
      if (until > now) return;
      this.#outcomes.delete(commandId);
    }
  }
}

function streamKey({ topic, incarnation, partition }: StreamId): string {
  return JSON.stringify([topic, incarnation, partition]);
}
