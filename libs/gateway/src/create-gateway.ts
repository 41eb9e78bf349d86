import type { IncomingMessage, ServerResponse } from 'node:http';
import { background } from '@metamorphosis/core';
import {
  createEngine,
  InProcessSubgraph,
  introspectServices,
  type Engine,
  type EngineOptions,
} from '@metamorphosis/federation';
import { healthAnswer } from '@metamorphosis/telemetry';
import { createCommandLookup } from './commands/command-lookup.js';
import { COMMAND_SUBGRAPH, commandSchema } from './commands/command-subgraph.js';
import { createErrorFormatter } from './errors/format-error.js';
import type { Gateway, GatewayOptions } from './gateway.js';
import { answerGraphql } from './http/graphql-endpoint.js';
import { drain, listen, portOf } from './http/listen.js';
import { respond } from './http/respond.js';

/**
 * Starts a gateway: loads the supergraph first, then listens. Rejects with CONFIGURATION_INVALID
 * when the supergraph does not compose or the port is taken.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { logger, host = '127.0.0.1', port = 4000, drainTimeoutMs = 10_000, limits = {} } = options;
  const ready = options.readiness.check('supergraph');
  const engine = await openEngine(options);
  ready.up();
  const { maxBodyBytes = 1024 * 1024 } = limits;

  const route = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/graphql') {
      const answered = answerGraphql(request, response, { engine, maxBodyBytes, logger });
      background('answering a request', logger, answered);
      return;
    }
    const health = healthAnswer(path, options.readiness);
    if (health) respond(response, health.status, health.body, JSON_TYPE, NO_STORE);
    else respond(response, 404, '{"errors":[{"message":"GraphQL is at /graphql."}]}', JSON_TYPE);
  };

  const server = await listen(route, host, port).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    ready.down('stopping');
    await drain(server, drainTimeoutMs);
    await engine.close();
  };
  return {
    url: `http://${host}:${portOf(server)}/graphql`,
    port: portOf(server),
    engine,
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

const JSON_TYPE = 'application/json';
const NO_STORE = { 'cache-control': 'no-store' };

async function openEngine(options: GatewayOptions): Promise<Engine> {
  // The command subgraph asks services through the very engine that it is a part of.
  let engine: Engine | undefined = undefined;
  const current = (): Engine => {
    if (!engine) throw new Error('Asked before the first supergraph was loaded.');
    return engine;
  };
  const lookup = createCommandLookup(current);
  const schema = commandSchema(current, options.board, lookup);
  engine = await createEngine({
    supergraph: supergraphOf(options),
    clients: { 'local:': (name) => new InProcessSubgraph(name, schema) },
    formatError: createErrorFormatter(options.mode, options.logger),
    logger: options.logger,
    ...(options.http && { http: options.http }),
  });
  return engine;
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
