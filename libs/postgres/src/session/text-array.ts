/** The type `text` of PostgreSQL. */
const TEXT = 25;
const HEAD_BYTES = 20;

/**
 * An array of texts in PostgreSQL's binary form. As text every quote of every JSON in it would have to be escaped, and
 * read back letter by letter.
 */
export function encodeTextArray(elements: readonly (string | null)[]): Buffer {
  let size = HEAD_BYTES;
  let nulls = 0;
  for (const element of elements) {
    if (element === null) nulls = 1;
    size += 4 + (element === null ? 0 : Buffer.byteLength(element));
  }
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(nulls, 4);
  buffer.writeInt32BE(TEXT, 8);
  buffer.writeInt32BE(elements.length, 12);
  buffer.writeInt32BE(1, 16); // index of the first
  let at = HEAD_BYTES;
  for (const element of elements) {
    const length = element === null ? 0 : buffer.write(element, at + 4);
    buffer.writeInt32BE(element === null ? -1 : length, at);
    at += 4 + length;
  }
  return buffer;
}
