/** A key that no other call has: for applications that keep it, so that a command is sent again under it. */
export function newIdempotencyKey(): string {
  // Not by `crypto.randomUUID`, which a page that came over plain HTTP from another machine does not have.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
