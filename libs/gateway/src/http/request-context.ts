import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContext } from '@metamorphosis/federation';
import { childTraceparent } from '@metamorphosis/telemetry';
import type { Identity } from '../identity/identity-options.js';
import {
  compileHeaderRules,
  type HeaderRules,
  type HeaderSources,
} from '../propagation/header-rules.js';

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

/** Makes contexts of requests and sockets, once it is known whose they are. */
export type ContextMaker = (
  request: IncomingMessage,
  init: HeaderSources['init'],
  identity?: Identity,
) => RequestContext;

/** Makes contexts with the headers that rules let through to subgraphs. */
export function createContextMaker(rules: HeaderRules = {}): ContextMaker {
  const headersOf = compileHeaderRules(rules);
  return (request, init, identity) => {
    const { headers: own } = contextOfHeaders(request);
    const { headers } = request;
    const propagated = headersOf({ headers, init, claims: identity?.claims });
    return {
      subject: identity?.subject,
      claims: identity?.claims,
      headers: { ...propagated.headers, ...own },
      ...(propagated.subgraphHeaders && { subgraphHeaders: propagated.subgraphHeaders }),
    };
  };
}
