import {
  assertStreamMove,
  type StreamAppend,
  type StreamEntry,
  type StreamId,
  type StreamMove,
  type StreamPosition,
  type StreamSlice,
} from '@metamorphosis/core';
import type { Calls } from './calls.js';
import type { Keys } from './keys.js';
import { script, SCRIPTS } from './scripts.js';

const { APPENDED } = SCRIPTS['append-to-stream'].codes;
const { FOUND } = SCRIPTS['read-stream'].codes;

/** How long the position of a quiet stream is kept after its entries have expired. */
const QUIET_MS = 30 * 86_400_000;

type Found = readonly [code: number, next: string, earliest: string, entries: readonly RawEntry[]];
type RawEntry = readonly [id: string, fields: readonly [name: string, payload: string]];

/** The streams' part of the board on Redis. */
export class RedisStreams {
  constructor(
    private readonly calls: Calls,
    private readonly keys: Keys,
    private readonly retentionMs: number,
  ) {}

  async position(stream: StreamId): Promise<StreamPosition> {
    const found = await this.#read(stream, 0, 0);
    return { next: found === undefined ? undefined : Number(found[1]) };
  }

  async append(
    stream: StreamId,
    move: StreamMove,
    entries: readonly StreamEntry[],
  ): Promise<StreamAppend> {
    assertStreamMove(move, entries);
    const answer = (await this.calls.script(script('append-to-stream'), this.keys.stream(stream), [
      move.expected ?? '',
      move.from,
      move.next,
      this.retentionMs,
      this.retentionMs + QUIET_MS,
      this.keys.streamChannel(stream),
      ...entries.flatMap(asArguments),
    ])) as readonly [code: number, next?: string];
    if (answer[0] === APPENDED) return { kind: 'appended' };
    return { kind: 'mismatch', next: answer[1] === undefined ? undefined : Number(answer[1]) };
  }

  async read(stream: StreamId, from: number, limit: number): Promise<StreamSlice | undefined> {
    const found = await this.#read(stream, from, limit);
    if (found === undefined) return undefined;
    const [, next, earliest, raw] = found;
    const entries = raw.map(([id, [, payload]]) => ({ offset: offsetOf(id), payload }));
    const last = entries.at(-1);
    const more = last !== undefined && entries.length >= limit;
    return {
      entries,
      next: more ? last.offset + 1 : Math.max(from, Number(next)),
      earliest: Number(earliest),
    };
  }

  async #read(stream: StreamId, from: number, limit: number): Promise<Found | undefined> {
    const answer = (await this.calls.script(script('read-stream'), this.keys.stream(stream), [
      from,
      limit,
      this.retentionMs,
    ])) as Found | readonly [code: number];
    return answer[0] === FOUND ? (answer as Found) : undefined;
  }
}

/** Redis refuses 0-0, so an entry's id is one above its offset. */
function asArguments(entry: StreamEntry): (string | number)[] {
  const { offset, payload, publisher, publishNumber } = entry;
  const known = publisher !== undefined && publishNumber !== undefined;
  return [`${offset + 1}-0`, payload, known ? publisher : '', known ? publishNumber : ''];
}

function offsetOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-'))) - 1;
}
