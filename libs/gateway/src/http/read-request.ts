import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { checkVariables } from '../limits/check-variables.js';
import { requestOfParameters, requestsOfBody, type GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { isJson } from './media-type.js';
import { readBody } from './read-body.js';

/** How large a request may be. */
export interface RequestLimits {
  readonly maxBodyBytes: number;
  /** Variables as JSON. @default as large as the body */
  readonly maxVariablesBytes?: number;
  /** Requests in one, as a JSON array. @default 0: no batches */
  readonly maxBatch?: number;
}

/** Whether several requests came in one. */
export function isBatch(
  asked: GraphqlRequest | readonly GraphqlRequest[],
): asked is readonly GraphqlRequest[] {
  return Array.isArray(asked);
}

/** Reads one request that may not be a batch. Rejects with an HttpRefusal. */
export async function readRequest(
  request: IncomingMessage,
  limits: RequestLimits,
): Promise<GraphqlRequest> {
  const asked = await readRequests(request, { ...limits, maxBatch: 0 });
  if (isBatch(asked)) throw refused(400, 'A batch cannot be streamed.');
  return asked;
}

/** Reads what is asked for, from a body or from parameters. Rejects with an HttpRefusal. */
export async function readRequests(
  request: IncomingMessage,
  { maxBodyBytes, maxVariablesBytes = maxBodyBytes, maxBatch = 0 }: RequestLimits,
): Promise<GraphqlRequest | readonly GraphqlRequest[]> {
  if (request.method === 'GET') {
    const url = request.url ?? '';
    const start = url.indexOf('?');
    const asked = requestOfParameters(new URLSearchParams(start < 0 ? '' : url.slice(start)));
    check(asked, maxVariablesBytes, url.length);
    return asked;
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
  const asked = requestsOfBody(body, maxBatch);
  for (const one of isBatch(asked) ? asked : [asked]) check(one, maxVariablesBytes, body.length);
  return asked;
}

function check({ variables }: GraphqlRequest, maxBytes: number, length: number): void {
  const error = checkVariables(variables, maxBytes, length);
  if (!error) return;
  throw new HttpRefusal(error.details['limit'] === 'variables' ? 413 : 400, error);
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
