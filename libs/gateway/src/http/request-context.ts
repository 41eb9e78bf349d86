import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from '@metamorphosis/federation';
import { childTraceparent } from '@metamorphosis/telemetry';

/** The context of a request: what is known of its caller, its trace, and that somebody waits. */
export function contextOf(
  request: IncomingMessage,
  response: ServerResponse,
  known: RequestContext = contextOfHeaders(request),
): RequestContext {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return { ...known, signal: gone.signal };
}

/** The part that a request and a socket share. */
export function contextOfHeaders({ headers }: IncomingMessage): RequestContext {
  const { traceparent } = headers;
  return {
    subject: undefined,
    headers: {
      traceparent: childTraceparent(typeof traceparent === 'string' ? traceparent : undefined),
    },
  };
}
