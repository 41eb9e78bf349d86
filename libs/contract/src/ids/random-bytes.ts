const SIZE = 16;
/** One call of the system for so many ids: on its own it costs more than the rest of an id. */
const GATHERED = 256;

const pool = new Uint8Array(SIZE * GATHERED);
let next = pool.length;

/** Sixteen random bytes from the system's source, each used once. Valid until the next call. */
export function randomBytes16(): Uint8Array {
  if (next === pool.length) {
    crypto.getRandomValues(pool);
    next = 0;
  }
  next += SIZE;
  return pool.subarray(next - SIZE, next);
}
