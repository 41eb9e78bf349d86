import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
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
    checkNesting(asked.variables);
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
  // What is no longer as a whole is not looked at twice.
  if (body.length > MAX_NESTING * 2) {
    for (const { variables } of isBatch(asked) ? asked : [asked]) checkNesting(variables);
  }
  if (body.length > maxVariablesBytes / BYTES_A_CHARACTER) {
    for (const one of isBatch(asked) ? asked : [asked]) checkVariables(one, maxVariablesBytes);
  }
  return asked;
}

/** At most, in UTF-8, of a string's length. */
const BYTES_A_CHARACTER = 3;

/** Levels of variables; what goes down with them has a stack that ends. */
const MAX_NESTING = 100;

function checkNesting(variables: unknown): void {
  if (!isDeeper(variables, MAX_NESTING)) return;
  const details = { limit: 'nesting', allowed: MAX_NESTING };
  const error = errors.LIMIT_EXCEEDED(['levels of variables', MAX_NESTING], { details });
  throw new HttpRefusal(400, error);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((below) => isDeeper(below, levels - 1));
}

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
