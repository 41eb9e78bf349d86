import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from '@metamorphosis/federation';
import { childTraceparent } from '@metamorphosis/telemetry';

/** The context of a request: its trace, and that somebody waits. Nobody is identified yet. */
export function contextOf(request: IncomingMessage, response: ServerResponse): RequestContext {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return { ...contextOfHeaders(request), signal: gone.signal };
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
