import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { requestOfBody, requestOfParameters, type GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { isJson } from './media-type.js';
import { readBody } from './read-body.js';

/** How large a request may be. */
export interface RequestLimits {
  readonly maxBodyBytes: number;
  /** Variables as JSON. @default as large as the body */
  readonly maxVariablesBytes?: number;
}

/** Reads what is asked for, from a body or from parameters. Rejects with an HttpRefusal. */
export async function readRequest(
  request: IncomingMessage,
  { maxBodyBytes, maxVariablesBytes = maxBodyBytes }: RequestLimits,
): Promise<GraphqlRequest> {
  if (request.method === 'GET') {
    const url = request.url ?? '';
    const start = url.indexOf('?');
    return requestOfParameters(new URLSearchParams(start < 0 ? '' : url.slice(start)));
  }
  if (request.method !== 'POST') {
    throw refused(405, 'Send GraphQL by POST, or a query by GET.', { allow: 'GET, POST' });
  }
  if (!isJson(request.headers['content-type'])) {
    throw refused(415, 'Send the request as application/json in UTF-8.');
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw refused(415, 'Send the body without compression.', { 'accept-encoding': 'identity' });
  }
  const body = await readBody(request, maxBodyBytes);
  const asked = requestOfBody(body);
  // What is no longer as a whole is not looked at twice.
  if (body.length > maxVariablesBytes / BYTES_A_CHARACTER) checkVariables(asked, maxVariablesBytes);
  return asked;
}

/** At most, in UTF-8, of a string's length. */
const BYTES_A_CHARACTER = 3;

function checkVariables({ variables }: GraphqlRequest, allowed: number): void {
  const found = Buffer.byteLength(JSON.stringify(variables ?? {}));
  if (found <= allowed) return;
  const details = { limit: 'variables', allowed, found };
  throw new HttpRefusal(
    413,
    errors.LIMIT_EXCEEDED(['bytes of variables', allowed, found], { details }),
  );
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
