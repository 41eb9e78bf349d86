import { hmacKey } from '../ids/hmac-key.js';
import type { Secrets } from '../ids/idempotent-command-id.js';

/** The header in which the gateway tells subgraphs who asks. It is never taken over from a client. */
export const IDENTITY_HEADER = 'x-metamorphosis-identity';

/** How long subgraphs take a token. It is made anew for each request. */
const LIFETIME_SECONDS = 60;
/** How far the clocks of gateway and subgraph may be apart. */
const TOLERANCE_SECONDS = 5;
const ISSUER = 'metamorphosis';

/** Who asks, as the gateway tells subgraphs. */
export interface CallerIdentity {
  readonly subject: string;
  /** What the caller's token grants. */
  readonly scopes: readonly string[];
}

/** Signs who asks: a JWT (HS256) by the shared secret, good for a minute. */
export async function signIdentity(
  { current }: Secrets,
  { subject, scopes }: CallerIdentity,
  now = Date.now(),
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const head = encode({ alg: 'HS256', typ: 'JWT', kid: current.keyId });
  const scope = scopes.length === 0 ? {} : { scope: scopes.join(' ') };
  const claims = { iss: ISSUER, sub: subject, ...scope, iat, exp: iat + LIFETIME_SECONDS };
  const text = `${head}.${encode(claims)}`;
  const mac = await crypto.subtle.sign('HMAC', await hmacKey(current.secret), bytes(text));
  return `${text}.${base64url(new Uint8Array(mac))}`;
}

/** Reads a token that the gateway signed. Undefined when it is none, of another secret, or too old. */
export async function readIdentity(
  { current, previous }: Secrets,
  token: string,
  now = Date.now(),
): Promise<CallerIdentity | undefined> {
  const [head = '', body = '', signature = '', ...more] = token.split('.');
  const { alg, kid } = decode(head);
  const key = [current, ...previous].find(({ keyId }) => keyId === kid);
  const mac = fromBase64url(signature);
  if (more.length > 0 || alg !== 'HS256' || !key || !mac) return undefined;
  const text = bytes(`${head}.${body}`);
  if (!(await crypto.subtle.verify('HMAC', await hmacKey(key.secret), mac, text))) return undefined;
  const { iss, sub, scope, iat, exp } = decode(body);
  if (iss !== ISSUER || typeof sub !== 'string') return undefined;
  const seconds = now / 1000;
  const begun = typeof iat === 'number' && iat - TOLERANCE_SECONDS <= seconds;
  const ended = typeof exp !== 'number' || exp + TOLERANCE_SECONDS <= seconds;
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  return begun && !ended ? { subject: sub, scopes } : undefined;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function encode(value: object): string {
  return base64url(bytes(JSON.stringify(value)));
}

function decode(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64url(text)));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function base64url(value: Uint8Array): string {
  const text = btoa(String.fromCharCode(...value));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
