import { stringify } from 'uuid';
import { hmacKey } from './hmac-key.js';
import type { CommandId } from './ids.js';

/** A secret by key id; the first signs, all verify. Rotate by putting a new one in front. */
export interface Secrets {
  readonly current: { readonly keyId: string; readonly secret: string };
  readonly previous: readonly { readonly keyId: string; readonly secret: string }[];
}

const encoder = new TextEncoder();

/**
 * The id of a command sent with an idempotency key: UUIDv8 (RFC 9562) from
 * HMAC-SHA256(secret, [service, command, subject, key]). The same four always give the same id;
 * without the secret an id tells nothing about the key and cannot be guessed from it.
 */
export async function idempotentCommandId(
  secret: string,
  service: string,
  command: string,
  subject: string,
  key: string,
): Promise<CommandId> {
  // JSON keeps the four apart: no separator can be forged inside one of them.
  const text = encoder.encode(JSON.stringify([service, command, subject, key]));
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await hmacKey(secret), text));
  const bytes = mac.slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `${service}.${stringify(bytes)}` as CommandId;
}
