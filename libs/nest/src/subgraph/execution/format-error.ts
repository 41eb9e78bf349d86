import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isMetamorphosisError, PUBLIC_MARK, type ErrorCode } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';

/** How errors reach clients. */
export interface ErrorFormat {
  /** Clients see the messages of faults and defects too. */
  readonly development: boolean;
  readonly logger: Logger;
}

const INTERNAL = 'INTERNAL_ERROR' satisfies ErrorCode;

/**
 * An error as a client sees it: `extensions.code` and, for errors that a client may read, message
 * and details. Any other is logged and, outside development, masked. A `GraphQLError` that an
 * author throws with a code of his own is one that a client may read (a mark says so to gateways), and
 * so is an exception of Nest with a status below 500.
 */
export function formatError(error: GraphQLError, format: ErrorFormat): GraphQLFormattedError {
  const place = placeOf(error);
  const cause = error.originalError;
  if (isMetamorphosisError(cause) && cause.visible) {
    if (cause.retry === 'later')
      format.logger.warn({ err: cause, path: error.path }, cause.message);
    return { ...place, message: cause.message, extensions: { ...cause.details, code: cause.code } };
  }
  if (cause instanceof GraphQLError && typeof cause.extensions['code'] === 'string') {
    return {
      ...place,
      message: cause.message,
      extensions: { ...cause.extensions, [PUBLIC_MARK]: true },
    };
  }
  const refusal = refusalOf(cause);
  if (refusal !== undefined) return { ...place, ...refusal };
  format.logger.error({ err: cause ?? error, path: error.path }, 'a request met an internal error');
  const message = format.development ? error.message : 'Internal error';
  return { ...place, message, extensions: { code: INTERNAL } };
}

/** An error of the request itself: it never ran. What it says is for the gateway that wrote the request. */
export function formatRequestError(error: GraphQLError, code: ErrorCode): GraphQLFormattedError {
  return { ...placeOf(error), message: error.message, extensions: { code } };
}

/** The same of a value, which the gateway only handed on: clients may read what is wrong with it. */
export function formatValueError(error: GraphQLError): GraphQLFormattedError {
  const code: ErrorCode = 'GRAPHQL_VALIDATION_FAILED';
  return { ...placeOf(error), message: error.message, extensions: { code, [PUBLIC_MARK]: true } };
}

function placeOf({
  path,
  locations,
}: GraphQLError): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  return {
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
  };
}

/** Nest's HttpException by its shape: its copies are many, its meaning is one. */
function refusalOf(
  error: unknown,
): Pick<GraphQLFormattedError, 'message' | 'extensions'> | undefined {
  const { getStatus, message } = (error ?? {}) as { getStatus?: unknown; message?: unknown };
  if (typeof getStatus !== 'function') return undefined;
  const status: unknown = getStatus.call(error);
  if (typeof status !== 'number' || status >= 500) return undefined;
  const code: ErrorCode =
    status === 401 || status === 403
      ? 'UNAUTHORIZED'
      : status === 400 || status === 422
        ? 'VALIDATION_FAILED'
        : 'BAD_REQUEST';
  return { message: String(message), extensions: { code } };
}
