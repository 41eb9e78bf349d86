import { isUtf8 } from 'node:buffer';
import { errors } from '@metamorphosis/contract';
import type { GraphqlRequest } from '../execution/execute-request.js';

/** Reads a GraphQL request from the body of an HTTP request; throws BAD_REQUEST saying what is wrong. */
export function parseRequest(body: Buffer): GraphqlRequest {
  const value = json(body);
  if (!isObject(value)) {
    throw errors.BAD_REQUEST([
      'The body is no JSON object. Send {"query": "...", "variables": {...}}.',
    ]);
  }
  const { query, variables, operationName } = value;
  if (typeof query !== 'string') {
    throw errors.BAD_REQUEST(['The body has no "query", or one that is no text.']);
  }
  if (variables !== undefined && variables !== null && !isObject(variables)) {
    throw errors.BAD_REQUEST(['"variables" is no JSON object.']);
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw errors.BAD_REQUEST(['"operationName" is no text.']);
  }
  return {
    query,
    variables: variables ?? undefined,
    operationName: operationName ?? undefined,
  };
}

function json(body: Buffer): unknown {
  if (!isUtf8(body)) throw errors.BAD_REQUEST(['The body is not in UTF-8.']);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.BAD_REQUEST([`The body is no JSON: ${why}.`], { cause });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
