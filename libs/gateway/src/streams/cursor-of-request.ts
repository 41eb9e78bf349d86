import type { IncomingMessage } from 'node:http';
import { errors } from '@metamorphosis/contract';
import type { GraphqlRequest } from '../http/graphql-request.js';

/**
 * The cursor from which a request goes on: `Last-Event-ID`, which an EventSource sends when it comes
 * back to an address that may hold an older one; else `extensions.cursor`. Throws CURSOR_INVALID.
 */
export function cursorOfRequest(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { extensions }: Pick<GraphqlRequest, 'extensions'>,
): string | undefined {
  const last = headers['last-event-id'];
  if (typeof last === 'string' && last !== '') return last;
  return cursorOfExtensions(extensions);
}

/** The cursor that a client sends in `extensions`. Throws CURSOR_INVALID when it is no text. */
export function cursorOfExtensions(
  extensions: Readonly<Record<string, unknown>> | null | undefined,
): string | undefined {
  const cursor = extensions?.['cursor'];
  if (cursor === undefined || cursor === null) return undefined;
  if (typeof cursor !== 'string') throw errors.CURSOR_INVALID([]);
  return cursor;
}
