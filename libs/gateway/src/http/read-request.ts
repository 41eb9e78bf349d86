import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { requestOfBody, requestOfParameters, type GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { isJson } from './media-type.js';
import { readBody } from './read-body.js';

/** Reads what is asked for, from a body or from parameters. Rejects with an HttpRefusal. */
export async function readRequest(
  request: IncomingMessage,
  maxBytes: number,
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
  return requestOfBody(await readBody(request, maxBytes));
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
