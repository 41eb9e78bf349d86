import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Secrets } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import { parseTraceparent, runInContext } from '@metamorphosis/telemetry';
import type { ExecuteRequest, GraphqlAnswer } from '../execution/execute-request.js';
import { actorOf } from '../request-actor.js';
import { SubgraphContext } from '../subgraph-context.js';
import { parseRequest } from './parse-request.js';
import { readBody } from './read-body.js';
import { refuse, respond } from './respond.js';

/** What the endpoint needs. */
export interface EndpointOptions {
  readonly execute: ExecuteRequest;
  readonly logger: Logger;
  readonly maxBodyBytes: number;
  /** Sign the gateway's word about who asks. Without them nobody is believed. */
  readonly secrets?: Secrets | undefined;
}

/** Answers GraphQL over HTTP: POST with a JSON body. */
export interface GraphqlEndpoint {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /**
   * Refuses what comes from now on and waits for what is in hand; after `drainMs` the rest is told
   * to stop waiting.
   */
  close(drainMs: number): Promise<void>;
}

/** Makes the endpoint of one subgraph. */
export function createGraphqlEndpoint(options: EndpointOptions): GraphqlEndpoint {
  const { execute, logger, maxBodyBytes, secrets } = options;
  const inHand = new Set<SubgraphContext>();
  let closing = false;
  let drained: () => void = () => undefined;

  const answer = async (
    request: IncomingMessage,
    context: SubgraphContext,
  ): Promise<GraphqlAnswer> => {
    context.actor = await actorOf(request.headers, secrets);
    const parsed = parseRequest(await readBody(request, maxBodyBytes));
    const { traceparent } = context;
    return traceparent === undefined
      ? execute(parsed, context)
      : runInContext({ traceparent }, () => execute(parsed, context));
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (closing) {
      response.shouldKeepAlive = false;
      refuse(response, errors.UNAVAILABLE(['This process is stopping; it']));
      return;
    }
    if (!acceptable(request, response)) return;
    const { headers } = request;
    const trace = typeof headers['traceparent'] === 'string' ? headers['traceparent'] : undefined;
    const context = new SubgraphContext({
      traceparent: parseTraceparent(trace) === undefined ? undefined : trace,
      logger,
    });
    inHand.add(context);
    response.on('close', () => {
      inHand.delete(context);
      if (!response.writableFinished) context.abort();
      if (closing && inHand.size === 0) drained();
    });
    answer(request, context).then(
      ({ status, body }) => {
        // A connection that is kept alive would keep the server from closing.
        if (closing) response.shouldKeepAlive = false;
        respond(response, status, body);
      },
      (error: unknown) => {
        // What was not read cannot be told from the next request.
        if (closing || !request.complete) response.shouldKeepAlive = false;
        fail(response, error, logger);
      },
    );
  };

  return {
    handle,
    async close(drainMs) {
      closing = true;
      if (inHand.size === 0) return;
      const end = new Promise<void>((resolve) => (drained = resolve));
      const fuse = setTimeout(() => {
        for (const context of inHand) context.abort();
        drained();
      }, drainMs);
      await end;
      clearTimeout(fuse);
    },
  };
}

function acceptable(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    refuse(response, errors.BAD_REQUEST(['GraphQL is spoken here by POST only.']), 405);
    return false;
  }
  // Any other type can be sent by a foreign page in somebody's browser without being asked first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    refuse(
      response,
      errors.BAD_REQUEST(['Send the request as content-type: application/json.']),
      415,
    );
    return false;
  }
  return true;
}

function fail(response: ServerResponse, error: unknown, logger: Logger): void {
  if (response.destroyed || refuse(response, error)) return;
  logger.error({ err: error }, 'a request could not be answered');
  const body = { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL_ERROR' } }] };
  respond(response, 500, JSON.stringify(body));
}
