import { isAscii } from 'node:buffer';

/** Reads Kafka's primitive types from a buffer, one after the other. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get remaining(): number {
    return this.#buffer.length - this.#at;
  }

  int8(): number {
    return this.#buffer.readInt8(this.#at++);
  }

  int16(): number {
    this.#at += 2;
    return this.#buffer.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#buffer.readInt32BE(this.#at - 4);
  }

  /** Exact up to 2^53: offsets and times, not producer ids. */
  int64(): number {
    return this.int32() * 0x1_0000_0000 + (this.int32() >>> 0);
  }

  bigint64(): bigint {
    this.#at += 8;
    return this.#buffer.readBigInt64BE(this.#at - 8);
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = this.#buffer[this.#at++] ?? 0;
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte > 0x7f);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next bytes, without a copy. */
  bytes(length: number): Buffer {
    this.#at += length;
    return this.#buffer.subarray(this.#at - length, this.#at);
  }

  /** Bytes behind their varint length; null for -1. */
  varintBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length);
  }

  /** Where the next byte lies. */
  get at(): number {
    return this.#at;
  }

  /** Text behind its varint length; null for -1. */
  varintText(): string | null {
    const length = this.varint();
    if (length < 0) return null;
    this.#at += length;
    return this.#buffer.toString('utf8', this.#at - length, this.#at);
  }

  /** The bytes up to `end` as text, one character each, when all of them are ASCII. They stay the next ones. */
  asciiUpTo(end: number): string | undefined {
    return isAscii(this.#buffer.subarray(this.#at, end))
      ? this.#buffer.toString('latin1', this.#at, end)
      : undefined;
  }

  /** The next bytes as text. They stay the next ones. */
  peekText(length: number): string {
    return this.#buffer.toString('utf8', this.#at, this.#at + length);
  }

  /** Passes over the next bytes. */
  skip(length: number): void {
    this.#at += length;
  }

  string(): string {
    return this.bytes(this.int16()).toString('utf8');
  }

  /** Elements behind their int32 count; none for -1. */
  array<T>(read: (reader: ByteReader) => T): T[] {
    const found: T[] = [];
    for (let rest = this.int32(); rest > 0; rest -= 1) found.push(read(this));
    return found;
  }
}
