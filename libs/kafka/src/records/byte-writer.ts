import type { Encoded } from '../client/kafkajs-internals.js';

/** Puts Kafka's primitive types together, and joins them once at the end. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  int8(value: number): this {
    this.#parts.push(Buffer.of(value & 0xff));
    return this;
  }

  int16(value: number): this {
    const part = Buffer.allocUnsafe(2);
    part.writeInt16BE(value);
    return this.bytes(part);
  }

  int32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeInt32BE(value);
    return this.bytes(part);
  }

  int64(value: number): this {
    const part = Buffer.allocUnsafe(8);
    part.writeBigInt64BE(BigInt(value));
    return this.bytes(part);
  }

  string(value: string): this {
    const text = Buffer.from(value);
    return this.int16(text.length).bytes(text);
  }

  bytes(value: Buffer): this {
    this.#parts.push(value);
    return this;
  }

  array<T>(values: readonly T[], write: (writer: this, value: T) => void): this {
    this.int32(values.length);
    for (const value of values) write(this, value);
    return this;
  }

  /** What was written, as a request of kafkajs encodes it. */
  finish(): Encoded {
    const buffer = Buffer.concat(this.#parts);
    return { buf: buffer, buffer };
  }
}

/** How many bytes `value` takes as a zigzag varint. */
export function varintSize(value: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  let size = 1;
  for (; zigzag > 0x7f; zigzag >>>= 7) size += 1;
  return size;
}

const varintTexts: string[] = [];

/** A zigzag varint as text whose characters are its bytes. Short ones are made once. */
export function varintText(value: number): string {
  const known = varintTexts[value];
  if (known !== undefined) return known;
  const bytes = Buffer.allocUnsafe(5);
  const text = bytes.toString('latin1', 0, writeVarint(bytes, value, 0));
  if (value >= 0 && value < MAX_TEXTS) varintTexts[value] = text;
  return text;
}

const MAX_TEXTS = 1024;

/** Writes a zigzag varint at `at`; answers the position behind it. */
export function writeVarint(buffer: Buffer, value: number, at: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; zigzag > 0x7f; zigzag >>>= 7) buffer[at++] = (zigzag & 0x7f) | 0x80;
  buffer[at++] = zigzag;
  return at;
}
