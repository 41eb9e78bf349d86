import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord, TopicPartition } from '@metamorphosis/core';
import { ByteReader } from './byte-reader.js';

/** A transaction whose records count for nothing. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/** What a fetch brought of one partition. */
export interface FetchedRecords {
  readonly records: readonly LogRecord[];
  /** Where to go on. Beyond the last record when control or compacted records lie behind it. */
  readonly next: number;
}

interface BatchHeader {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly compression: number;
  readonly appendTime: number | undefined;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly baseTimestamp: number;
  readonly producerId: bigint;
  readonly count: number;
}

/** Base offset and length of a batch: what is needed to know whether all of it is there. */
const PREFIX_BYTES = 12;

const CODECS: Readonly<Record<number, (data: Buffer) => Buffer>> = {
  0: (data) => data,
  1: (data) => gunzipSync(data),
  4: (data) => zstdDecompressSync(data),
};

/**
 * Reads the record batches of a fetch, from `from` on. A batch cut off at the end is left for the
 * next fetch. Throws when a batch is compressed in a way that Node.js cannot undo (snappy, lz4).
 */
export function decodeRecordSet(
  data: Buffer,
  source: TopicPartition,
  from: number,
  aborted: readonly AbortedTransaction[],
): FetchedRecords {
  const records: LogRecord[] = [];
  const pendingAborts = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  const abortedProducers = new Set<bigint>();
  const reader = new ByteReader(data);
  let next = from;
  while (reader.remaining >= PREFIX_BYTES) {
    const baseOffset = reader.int64();
    const length = reader.int32();
    if (reader.remaining < length) break;
    const body = new ByteReader(reader.bytes(length));
    const header = readHeader(body, baseOffset);
    next = Math.max(next, header.lastOffset + 1);
    while ((pendingAborts[0]?.firstOffset ?? Infinity) <= header.lastOffset) {
      const abort = pendingAborts.shift();
      if (abort !== undefined) abortedProducers.add(abort.producerId);
    }
    // A control batch ends a transaction; only those that were aborted are in the set.
    if (header.isControl) abortedProducers.delete(header.producerId);
    else if (!(header.isTransactional && abortedProducers.has(header.producerId))) {
      readRecords(body, header, source, from, records);
    }
  }
  return { records, next };
}

function readHeader(body: ByteReader, baseOffset: number): BatchHeader {
  body.int32(); // partition leader epoch
  const format = body.int8();
  if (format !== 2) throw new Error(`Record batches of format ${format} are not supported`);
  body.int32(); // checksum: TCP has one, and the broker checked this one when it took the batch
  const attributes = body.int16();
  const lastOffset = baseOffset + body.int32();
  const baseTimestamp = body.int64();
  const maxTimestamp = body.int64();
  const producerId = body.bigint64();
  body.int16(); // producer epoch
  body.int32(); // sequence
  return {
    baseOffset,
    lastOffset,
    compression: attributes & 7,
    appendTime: (attributes & 8) === 0 ? undefined : maxTimestamp,
    isTransactional: (attributes & 16) !== 0,
    isControl: (attributes & 32) !== 0,
    baseTimestamp,
    producerId,
    count: body.int32(),
  };
}

function readRecords(
  body: ByteReader,
  header: BatchHeader,
  source: TopicPartition,
  from: number,
  into: LogRecord[],
): void {
  const { baseOffset, compression, appendTime, baseTimestamp } = header;
  const decompress = CODECS[compression];
  if (decompress === undefined) {
    throw new Error(
      `${source.topic}/${source.partition} holds records at offset ${baseOffset} that are ` +
        'compressed with snappy or lz4; this adapter reads gzip and zstd',
    );
  }
  const reader = new ByteReader(decompress(body.bytes(body.remaining)));
  const names: string[] = [];
  for (let rest = header.count; rest > 0; rest -= 1) {
    const length = reader.varint();
    const end = reader.at + length;
    reader.int8(); // attributes
    const timestampDelta = reader.varint();
    const offset = baseOffset + reader.varint();
    const key = reader.varintText();
    const value = reader.varintBytes();
    const headers = readHeaders(reader, end, names);
    if (offset < from) continue;
    into.push({
      topic: source.topic,
      partition: source.partition,
      offset,
      key,
      value,
      headers,
      timestamp: appendTime ?? baseTimestamp + timestampDelta,
    });
  }
}

/**
 * Headers as text. One without a value is left out; of several with one name the last counts. `names` are those of the
 * record before: mostly the same, in the same order, and then not made again.
 */
function readHeaders(
  reader: ByteReader,
  end: number,
  names: string[],
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const begin = reader.at;
  // One text for all of them: to cut it costs less than to decode each.
  const text = reader.asciiUpTo(end);
  const count = reader.varint();
  for (let i = 0; i < count; i += 1) {
    const nameLength = reader.varint();
    const nameAt = reader.at - begin;
    const known = names[i];
    const isKnown =
      known !== undefined &&
      known.length === nameLength &&
      text?.startsWith(known, nameAt) === true;
    const name = isKnown ? known : (names[i] = reader.peekText(nameLength));
    reader.skip(nameLength);
    const length = reader.varint();
    if (length < 0) continue;
    const at = reader.at - begin;
    headers[name] = text?.slice(at, at + length) ?? reader.peekText(length);
    reader.skip(length);
  }
  return headers;
}
