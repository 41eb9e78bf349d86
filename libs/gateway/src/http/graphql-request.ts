import { errors } from '@metamorphosis/contract';
import type { Variables } from '@metamorphosis/federation';
import { referenceOf, type DocumentReference } from '../documents/reference.js';
import { HttpRefusal } from './http-refusal.js';

/** What a client asks for. */
export interface GraphqlRequest {
  /** Empty where the document is named instead. */
  readonly query: string;
  /** The document, where the request names it. */
  readonly reference?: DocumentReference | undefined;
  readonly operationName: string | undefined;
  readonly variables: Variables | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/**
 * Reads the body of a POST: a request, or a batch of up to `maxBatch` (0: none). Throws BAD_REQUEST or
 * LIMIT_EXCEEDED (400), which says what is wrong with it.
 */
export function requestsOfBody(
  text: string,
  maxBatch: number,
): GraphqlRequest | readonly GraphqlRequest[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    // Some of the parser's messages quote the body, which may hold a secret.
    const why = cause instanceof Error && !cause.message.includes('"') ? `: ${cause.message}` : '';
    throw bad(`The body is no JSON${why}.`);
  }
  if (Array.isArray(parsed) && maxBatch > 0) return batchOf(parsed, maxBatch);
  return requestOfJson(parsed);
}

function batchOf(parsed: readonly unknown[], allowed: number): readonly GraphqlRequest[] {
  const found = parsed.length;
  if (found === 0) throw bad('The batch is empty.');
  if (found > allowed) {
    const details = { limit: 'batch', allowed, found };
    const error = errors.LIMIT_EXCEEDED(['requests in one', allowed, found], { details });
    throw new HttpRefusal(400, error);
  }
  return parsed.map(requestOfJson);
}

function requestOfJson(parsed: unknown): GraphqlRequest {
  if (!isObject(parsed)) throw bad('The body is no JSON object.');
  return requestOf(parsed);
}

/** Reads the parameters of a GET, where `variables` and `extensions` are JSON. */
export function requestOfParameters(parameters: URLSearchParams): GraphqlRequest {
  const json = (name: string): unknown => {
    const text = parameters.get(name);
    if (text === null || text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw bad(`The parameter "${name}" is no JSON.`);
    }
  };
  return requestOf({
    query: parameters.get('query') ?? undefined,
    documentId: parameters.get('documentId') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  });
}

function requestOf({
  query = '',
  documentId,
  operationName,
  variables,
  extensions,
}: Record<string, unknown>): GraphqlRequest {
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw bad('"operationName" is no string.');
  }
  if (!isAbsent(variables) && !isObject(variables)) throw bad('"variables" is no JSON object.');
  if (!isAbsent(extensions) && !isObject(extensions)) throw bad('"extensions" is no JSON object.');
  const reference = referenceOf({ documentId, extensions });
  const text = query ?? '';
  if (typeof text !== 'string' || (text === '' && !reference)) {
    throw bad('"query" is missing: a string with GraphQL.');
  }
  return {
    query: text,
    reference,
    operationName: operationName || undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? {},
  };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(why: string): HttpRefusal {
  return new HttpRefusal(400, errors.BAD_REQUEST([why]));
}
