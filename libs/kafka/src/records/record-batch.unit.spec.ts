import { createRequire } from 'node:module';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecordSet } from './record-decoder.js';
import { encodeBatch, encodeRecord } from './record-encoder.js';

const load = createRequire(import.meta.url);
const Decoder = load('kafkajs/src/protocol/decoder') as new (data: Buffer) => object;
const decodeTheirs = load('kafkajs/src/protocol/recordBatch/v0/decoder') as (
  decoder: object,
) => Promise<{ records: { key: Buffer; value: Buffer; headers: object; offset: string }[] }>;
const { RecordBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (batch: object) => Promise<{ buffer: Buffer }>;
};
const Record = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;

const SOURCE = { topic: 't', partition: 3 };
const STAMP = { producerId: 7n, epoch: 2, sequence: 41 };

/** Nothing but ASCII, of lengths that take one, two and three bytes; names and their number differ from record to record. */
const plainRecord = (i: number) => ({
  key: `key-${i}`,
  value: 'v'.repeat(i * 7),
  headers: { ce_id: `${i}`, [`h${i % 5}`]: 'x'.repeat(i * 40), ...(i % 8 === 0 && { last: '' }) },
});

const records = [...Array(300).keys()].map((i) =>
  i % 4 === 0
    ? plainRecord(i)
    : {
        key: `ключ-${i}`,
        value: i % 3 === 0 ? 'v'.repeat(i * 7) : Uint8Array.from({ length: i }, (_, n) => n % 256),
        headers: i % 2 === 0 ? {} : { ce_id: `${i}`, 'größe 😀': '', long: 'x'.repeat(i) },
      },
);

const encoded = (offset = 0): Buffer => {
  const batch = encodeBatch(records.map(encodeRecord), STAMP, 1_700_000_000_123);
  batch.writeBigInt64BE(BigInt(offset));
  return batch;
};

const plain = (value: string | Uint8Array): string =>
  Buffer.from(value as Uint8Array).toString('hex');

describe('record batches', () => {
  it('are read by kafkajs as they were meant', async () => {
    const { records: theirs } = await decodeTheirs(new Decoder(encoded()));
    expect(theirs.map((r) => [r.key.toString(), plain(r.value), r.offset])).toEqual(
      records.map((r, i) => [r.key, plain(r.value), `${i}`]),
    );
    const headers = theirs.map((r) =>
      Object.fromEntries(Object.entries(r.headers).map(([k, v]) => [k, String(v)])),
    );
    expect(headers).toEqual(records.map((r) => r.headers));
  });

  it('come back as they were written', () => {
    const { records: read, next } = decodeRecordSet(encoded(1_000), SOURCE, 1_000, []);
    expect(next).toBe(1_300);
    expect(read.map((r) => [r.key, plain(r.value!), r.headers])).toEqual(
      records.map((r) => [r.key, plain(r.value), r.headers]),
    );
    expect(read.map(({ offset }) => offset)).toEqual(records.map((_, i) => 1_000 + i));
    expect(read[9]).toMatchObject({ ...SOURCE, timestamp: 1_700_000_000_123 });
  });

  it('have the same bytes whether their text is ASCII or has to be encoded', () => {
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
    for (const plain of [...Array(300).keys()].map(plainRecord)) {
      const any = { ...plain, value: bytes(plain.value) };
      expect(encodeRecord(plain).equals(encodeRecord(any))).toBe(true);
    }
  });

  it('bear the checksum that Kafka computes', () => {
    // CRC-32C of "123456789" is the published check value of the algorithm.
    const crc32C = load('kafkajs/src/protocol/recordBatch/crc32C') as (data: Buffer) => number;
    expect(crc32C(Buffer.from('123456789'))).toBe(0xe3069283);
    const batch = encoded();
    expect(batch.readUInt32BE(17)).toBe(crc32C(batch.subarray(21)));
  });

  it('of kafkajs are read, with null keys, null values and odd headers', async () => {
    const theirs = await RecordBatch({
      firstOffset: 50,
      firstTimestamp: 1_000,
      maxTimestamp: 2_000,
      lastOffsetDelta: 2,
      records: [
        Record({ offsetDelta: 0, timestampDelta: 5, key: null, value: null }),
        Record({ offsetDelta: 1, timestampDelta: -3, key: 'k', value: Buffer.of(0xff, 0) }),
        Record({ offsetDelta: 2, key: '', value: '', headers: { a: ['1', '2'], __proto__: null } }),
      ],
    });
    const { records: read } = decodeRecordSet(theirs.buffer, SOURCE, 0, []);
    expect(
      read.map((r) => [r.offset, r.key, r.value && [...r.value], r.headers, r.timestamp]),
    ).toEqual([
      [50, null, null, {}, 1_005],
      [51, 'k', [0xff, 0], {}, 997],
      [52, '', [], { a: '2' }, 1_000],
    ]);
  });

  it('are read from the middle, and left alone when they are cut off', () => {
    const both = Buffer.concat([encoded(0), encoded(300)]);
    const whole = decodeRecordSet(both, SOURCE, 120, []);
    expect(whole.records.map(({ offset }) => offset)).toEqual(
      [...Array(480).keys()].map((i) => i + 120),
    );
    for (const missing of [1, 100, encoded().length - 5]) {
      const cut = decodeRecordSet(both.subarray(0, both.length - missing), SOURCE, 120, []);
      expect([cut.records.length, cut.next]).toEqual([180, 300]);
    }
  });

  it('without records, as compaction leaves them, are passed over', () => {
    const batch = encodeBatch([], STAMP, 0);
    batch.writeBigInt64BE(10n);
    batch.writeInt32BE(4, 23);
    expect(decodeRecordSet(batch, SOURCE, 10, [])).toEqual({ records: [], next: 15 });
  });

  it.each([
    ['gzip', 1, gzipSync],
    ['zstd', 4, zstdCompressSync],
  ] as const)('compressed with %s are read', (_, codec, compress) => {
    const batch = encoded();
    batch.writeInt16BE(codec, 21);
    const squeezed = Buffer.concat([batch.subarray(0, 61), compress(batch.subarray(61))]);
    squeezed.writeInt32BE(squeezed.length - 12, 8);
    expect(decodeRecordSet(squeezed, SOURCE, 0, []).records).toHaveLength(300);
  });

  it('take the time of the log where the topic says so', () => {
    const batch = encoded();
    batch.writeInt16BE(8, 21);
    batch.writeBigInt64BE(99n, 35);
    expect(decodeRecordSet(batch, SOURCE, 0, []).records[5]?.timestamp).toBe(99);
  });

  it('of an aborted transaction count for nothing; those after its end do', () => {
    const batch = (offset: number, attributes: number): Buffer => {
      const made = encodeBatch(
        [encodeRecord({ key: 'k', value: `${offset}`, headers: {} })],
        STAMP,
        0,
      );
      made.writeBigInt64BE(BigInt(offset));
      made.writeInt16BE(attributes, 21);
      return made;
    };
    const [transactional, control] = [16, 48];
    const set = Buffer.concat([
      batch(0, transactional),
      batch(1, transactional),
      batch(2, 0),
      batch(3, control),
      batch(4, transactional),
      batch(5, control),
    ]);
    const aborted = [{ producerId: 7n, firstOffset: 1 }];
    const { records: read, next } = decodeRecordSet(set, SOURCE, 0, aborted);
    expect([read.map(({ offset }) => offset), next]).toEqual([[0, 2, 4], 6]);
  });
});
