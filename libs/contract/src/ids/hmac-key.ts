/** A key that signs and verifies by HMAC-SHA256. */
export type HmacKey = Parameters<typeof crypto.subtle.sign>[1];

const encoder = new TextEncoder();
const keys = new Map<string, Promise<HmacKey>>();

/** The key of a secret; made once. */
export function hmacKey(secret: string): Promise<HmacKey> {
  let key = keys.get(secret);
  if (!key) {
    key = crypto.subtle.importKey(
      'raw',
      encoder.encode(secret),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    );
    keys.set(secret, key);
  }
  return key;
}
