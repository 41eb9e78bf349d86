import type { ServerResponse } from 'node:http';
import { isMetamorphosisError } from '@metamorphosis/contract';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends a whole answer. Does nothing when the caller has gone. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

// Refusals before GraphQL begins; any other code is a request that is not understood.
const STATUS: Readonly<Record<string, number>> = {
  PAYLOAD_TOO_LARGE: 413,
  TOKEN_INVALID: 401,
  UNAVAILABLE: 503,
};

/** Answers a request that never came to be executed. False when `error` is none of ours to tell. */
export function refuse(response: ServerResponse, error: unknown, status?: number): boolean {
  if (!isMetamorphosisError(error)) return false;
  const { message, code, details } = error;
  const body = JSON.stringify({ errors: [{ message, extensions: { ...details, code } }] });
  respond(response, status ?? STATUS[code] ?? 400, body);
  return true;
}
