import type { IncomingMessage, ServerResponse } from 'node:http';
import { background, type Lifecycle } from '@metamorphosis/core';
import {
  createBoardSource,
  createEngine,
  InProcessSubgraph,
  introspectServices,
  type Engine,
  type EngineOptions,
} from '@metamorphosis/federation';
import { healthAnswer } from '@metamorphosis/telemetry';
import { createCommandCanceller } from './commands/command-canceller.js';
import { createCommandLookup } from './commands/command-lookup.js';
import { COMMAND_SUBGRAPH, commandSchema } from './commands/command-subgraph.js';
import { createCors } from './cors/cors.js';
import { createErrorFormatter } from './errors/format-error.js';
import type { Gateway, GatewayOptions } from './gateway.js';
import { createGraphiql } from './graphiql/serve-graphiql.js';
import { answerGraphql } from './http/graphql-endpoint.js';
import { isPageVisit } from './http/is-page-visit.js';
import { drain, listen, portOf } from './http/listen.js';
import { respond } from './http/respond.js';
import { createIdentifier } from './identity/identify.js';
import { identityHeaders } from './identity/identity-headers.js';
import { Admission } from './limits/admission.js';
import { createDocumentCheck } from './limits/check-document.js';
import { LoadCounter } from './limits/load.js';
import { EventStreams } from './sse/event-streams.js';
import { Streams } from './streams/streams.js';
import { serveWebSocket } from './websocket/websocket-endpoint.js';

/**
 * Starts a gateway: loads the supergraph first, then listens. Rejects with CONFIGURATION_INVALID
 * when the supergraph does not compose or the port is taken.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, host = '127.0.0.1', port = 4000, drainTimeoutMs = 10_000, limits = {} } = options;
  const ready = options.readiness.check('supergraph');
  const { engine, subscriptions } = await openEngine(options);
  ready.up();
  const { maxBodyBytes = 1024 * 1024, heartbeatMs = 12_000 } = limits;
  const load = new LoadCounter();
  const admission = new Admission(limits, load);
  const streams = new Streams();
  const initTimeoutMs = limits.connectionInitTimeoutMs ?? 3_000;
  const eventStreams = new EventStreams({
    streams,
    heartbeatMs,
    logger,
    load,
    reservationMs: initTimeoutMs,
    maxStreams: limits.maxEventStreams ?? 10_000,
    maxOperations: limits.maxOperationsPerConnection ?? 100,
  });
  const streaming = { streams, heartbeatMs, logger, load, eventStreams };
  const { maxVariablesBytes = 512 * 1024 } = limits;
  const cors = createCors(options.cors ?? { origins: [] });
  const { csrfPrevention = true, accessLog = options.mode === 'production' } = options;
  const callerOf = options.identity && createIdentifier(options.identity);
  const endpoint = {
    engine,
    ...(callerOf && { callerOf }),
    maxBodyBytes,
    maxVariablesBytes,
    maxBatch: limits.maxBatch ?? 0,
    logger,
    admission,
    streaming,
    ...(csrfPrevention && { forgery: cors }),
    ...(accessLog && { accessLog: logger }),
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
    else respond(response, 404, '{"errors":[{"message":"GraphQL is at /graphql."}]}', JSON_TYPE);
  };

  const server = await listen(route, host, port, limits).catch(async (error: unknown) => {
    await engine.close();
    await subscriptions.close();
    throw error;
  });
  const sockets = serveWebSocket(server, {
    engine,
    logger,
    load,
    admission,
    maxOperations: limits.maxOperationsPerConnection ?? 100,
    ...(callerOf && { callerOf }),
    ...(csrfPrevention && { forgery: cors }),
    ...(accessLog && { accessLog: logger }),
    path: PATH,
    drainTimeoutMs,
    maxMessageBytes: limits.maxMessageBytes ?? 1024 * 1024,
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
    await engine.close();
    await subscriptions.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}:${portOf(server)}${PATH}`,
    port: portOf(server),
    engine,
    load: () => load.snapshot(),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

const PATH = '/graphql';
const JSON_TYPE = 'application/json';
const NO_STORE = { 'cache-control': 'no-store' };

/** The engine, and what feeds its subscriptions. */
interface Opened {
  readonly engine: Engine;
  readonly subscriptions: Lifecycle;
}

async function openEngine(options: GatewayOptions): Promise<Opened> {
  const { board, log, secrets, logger, mode, limits = {} } = options;
  // Subgraph and subscriptions ask services through the very engine that they are a part of.
  let engine: Engine | undefined = undefined;
  const current = (): Engine => {
    if (!engine) throw new Error('Asked before the first supergraph was loaded.');
    return engine;
  };
  const lookup = createCommandLookup(current);
  const schema = commandSchema(current, board, lookup, createCommandCanceller(current));
  const subscriptions = createBoardSource({
    board,
    lookup,
    secrets,
    logger,
    topics: {
      describeTopic: (topic) => log.topic(topic),
      topicEnd: (topic) => log.ranges(topic),
    },
    ...(limits.maxBufferedEvents !== undefined && { maxBufferedEvents: limits.maxBufferedEvents }),
    ...(limits.topicCheckMs !== undefined && { incarnationCheckMs: limits.topicCheckMs }),
  });
  try {
    engine = await createEngine({
      supergraph: supergraphOf(options),
      clients: { 'local:': (name) => new InProcessSubgraph(name, schema) },
      subscriptions: { 'board:': subscriptions },
      formatError: createErrorFormatter(mode, logger),
      checkDocument: createDocumentCheck(limits),
      ...(limits.maxTokens !== undefined && { maxTokens: limits.maxTokens }),
      logger,
      http: { ...options.http, headersOf: (context) => identityHeaders(secrets, context) },
      ...(options.coalescing !== undefined && { coalescing: options.coalescing }),
    });
  } catch (error) {
    await subscriptions.close();
    throw error;
  }
  return { engine, subscriptions };
}

function supergraphOf({ source, logger, signal }: GatewayOptions): EngineOptions['supergraph'] {
  if (source.kind === 'supergraph') return source.supergraph;
  return introspectServices({
    services: source.services,
    own: [COMMAND_SUBGRAPH],
    logger,
    ...(source.pollIntervalMs !== undefined && { pollIntervalMs: source.pollIntervalMs }),
    ...(signal && { signal }),
  });
}
