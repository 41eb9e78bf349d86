import type { IncomingMessage, ServerResponse } from 'node:http';
import { background } from '@metamorphosis/core';
import type { EngineStatus } from '@metamorphosis/federation';
import { healthAnswer } from '@metamorphosis/telemetry';
import { createCors } from './cors/cors.js';
import type { Gateway, GatewayOptions } from './gateway.js';
import { createGraphiql } from './graphiql/serve-graphiql.js';
import { createCacheHeaders } from './http/cache-headers.js';
import type { Caller } from './http/caller.js';
import { answerGraphql } from './http/graphql-endpoint.js';
import { isPageVisit } from './http/is-page-visit.js';
import { drain, listen, portOf } from './http/listen.js';
import { createContextMaker, type ContextMaker } from './http/request-context.js';
import { respond } from './http/respond.js';
import { createIdentifier } from './identity/identify.js';
import { Admission } from './limits/admission.js';
import { CostBudget } from './limits/cost-budget.js';
import { DEFAULT_LIMITS } from './limits/default-limits.js';
import { LoadCounter } from './limits/load.js';
import { GatewayMetrics } from './metrics/gateway-metrics.js';
import { openEngine } from './open-engine.js';
import type { HeaderSources } from './propagation/header-rules.js';
import { EventStreams } from './sse/event-streams.js';
import { Streams } from './streams/streams.js';
import { serveWebSocket } from './websocket/websocket-endpoint.js';

/**
 * Starts a gateway: loads the supergraph first, then listens. Rejects with CONFIGURATION_INVALID
 * when the supergraph does not compose or the port is taken.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, host = '127.0.0.1', port = 4000, drainTimeoutMs = 10_000 } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const ready = options.readiness.check('supergraph');
  let closing: Promise<void> | undefined;
  const perMinute = options.cost?.perMinute;
  const budget = perMinute && new CostBudget(perMinute, logger);
  const load = new LoadCounter();
  const metrics = options.metrics && new GatewayMetrics(options.metrics, () => load.snapshot());
  const opened = await openEngine(options, { budget, metrics }, (status) => {
    metrics?.reloaded(status);
    if (!closing) ready.up(noteOf(status));
  });
  const { engine, preparer } = opened;
  ready.up(noteOf(engine.status()));
  const { maxBodyBytes, maxVariablesBytes, heartbeatMs } = limits;
  const admission = new Admission(limits, load, (what) => metrics?.shed(what));
  const streams = new Streams();
  const initTimeoutMs = limits.connectionInitTimeoutMs;
  const eventStreams = new EventStreams({
    streams,
    heartbeatMs,
    logger,
    load,
    reservationMs: initTimeoutMs,
    maxStreams: limits.maxEventStreams,
    maxOperations: limits.maxOperationsPerConnection,
  });
  const streaming = { streams, heartbeatMs, logger, load, eventStreams };
  const cors = createCors(options.cors ?? { origins: [] });
  const { csrfPrevention = true, accessLog = options.mode === 'production' } = options;
  const observer = { logger: accessLog ? logger : undefined, metrics };
  const callerOf = callersOf(options, budget);
  const endpoint = {
    engine: preparer,
    callerOf,
    maxBodyBytes,
    maxVariablesBytes,
    maxBatch: limits.maxBatch,
    logger,
    admission,
    streaming,
    ...(options.responseCache && { cacheHeaders: createCacheHeaders(options) }),
    ...(csrfPrevention && { forgery: cors }),
    ...((accessLog || metrics) && { observer }),
  };
  const withGraphiql = options.graphiql ?? options.mode === 'development';
  const graphiql = withGraphiql ? createGraphiql(PATH) : undefined;

  const route = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (graphiql && path === PATH && isPageVisit(request, PATH)) {
      response.writeHead(302, { location: '/' }).end();
      return;
    }
    if (path === PATH) {
      if (cors.handle(request, response)) return;
      const answered = answerGraphql(request, response, endpoint);
      background('answering a request', logger, answered);
      return;
    }
    if (graphiql?.(path, request, response)) return;
    const health = healthAnswer(path, options.readiness);
    if (health) respond(response, health.status, health.body, JSON_TYPE, NO_STORE);
    else respond(response, 404, ELSEWHERE, JSON_TYPE);
  };

  const server = await listen(route, host, port, limits).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  const sockets = serveWebSocket(server, {
    engine: preparer,
    logger,
    load,
    admission,
    maxOperations: limits.maxOperationsPerConnection,
    callerOf,
    ...(csrfPrevention && { forgery: cors }),
    ...((accessLog || metrics) && { observer }),
    path: PATH,
    drainTimeoutMs,
    maxMessageBytes: limits.maxMessageBytes,
    maxVariablesBytes,
    initTimeoutMs,
    heartbeatMs,
  });
  const close = async (): Promise<void> => {
    ready.down('stopping');
    // The server takes no connections any more from here on, but waits for those that it has.
    const drained = drain(server, drainTimeoutMs);
    await streams.close();
    await sockets.close();
    await drained;
    await opened.close();
  };
  return {
    url: `http://${host}:${portOf(server)}${PATH}`,
    port: portOf(server),
    engine,
    load: () => load.snapshot(),
    serve: opened.serve,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** A gateway whose newest supergraph is broken serves the one before; who looks after it has to know. */
function noteOf({ refused }: EngineStatus): string | undefined {
  return (
    refused && `A newer supergraph was refused (${refused.at.toISOString()}): ${refused.reason}`
  );
}

/** Tells who sends a request or opens a socket, and what goes to subgraphs on their behalf. */
function callersOf(
  { identity, headers }: GatewayOptions,
  budget: CostBudget | undefined,
): (request: IncomingMessage, init?: HeaderSources['init']) => Caller | Promise<Caller> {
  const make = createContextMaker(headers);
  const contextOf: ContextMaker = (request, ...known) => {
    const context = make(request, ...known);
    return budget?.payedBy(context, request) ?? context;
  };
  if (identity) return createIdentifier(identity, contextOf);
  return (request, init) => ({ context: contextOf(request, init), admit: anybody });
}

const anybody = (): Promise<undefined> => Promise.resolve(undefined);

const PATH = '/graphql';
/** What a request to another path is answered. */
const ELSEWHERE = JSON.stringify({
  errors: [{ message: `GraphQL is at ${PATH}.`, extensions: { code: 'BAD_REQUEST' } }],
});
const JSON_TYPE = 'application/json';
const NO_STORE = { 'cache-control': 'no-store' };
