import { createHmac, timingSafeEqual } from 'node:crypto';
import { errors, type Secrets } from '@metamorphosis/contract';
import { canonicalJson } from '@metamorphosis/core';

/** Where a subscriber stands in the streams of a topic. */
export interface StreamPositions {
  /** Positions in another incarnation of the topic mean nothing. */
  readonly incarnation: string;
  /** By partition: the first offset not examined for this subscriber. */
  readonly next: readonly number[];
}

/** What a cursor is good for, and nothing else. */
export interface CursorScope {
  /** Address of the subgraph and name of the field. */
  readonly field: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly subject: string | undefined;
}

/**
 * Writes a cursor: positions in the clear, signed together with field, arguments and subject. Who
 * holds it can go on there and nowhere else.
 */
export function signCursor(
  { current }: Secrets,
  scope: CursorScope,
  { incarnation, next }: StreamPositions,
): string {
  const payload = encode(JSON.stringify([incarnation, ...next]));
  return `${encode(current.keyId)}.${payload}.${mac(current.secret, scope, payload)}`;
}

/** Reads a cursor of the same scope. Throws CURSOR_INVALID when it is none, whatever is wrong with it. */
export function readCursor(
  { current, previous }: Secrets,
  scope: CursorScope,
  cursor: string,
): StreamPositions {
  const [keyId, payload, signature, ...more] = cursor.split('.');
  if (keyId === undefined || payload === undefined || signature === undefined || more.length > 0) {
    throw errors.CURSOR_INVALID([]);
  }
  const key = [current, ...previous].find((candidate) => encode(candidate.keyId) === keyId);
  if (!key || !equal(signature, mac(key.secret, scope, payload))) throw errors.CURSOR_INVALID([]);
  // Signed by us: its form needs no further check.
  const text = Buffer.from(payload, 'base64url').toString();
  const [incarnation, ...next] = JSON.parse(text) as [string, ...number[]];
  return { incarnation, next };
}

function mac(secret: string, { field, args, subject }: CursorScope, payload: string): string {
  // The label keeps these signatures apart from everything else that is made with the secret.
  const text = JSON.stringify(['cursor.v1', field, canonicalJson(args), subject ?? null, payload]);
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
