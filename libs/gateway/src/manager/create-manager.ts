import type { IncomingMessage, ServerResponse } from 'node:http';
import { background } from '@metamorphosis/core';
import type { ErrorFormatter } from '@metamorphosis/federation';
import { createErrorFormatter } from '../errors/format-error.js';
import { createGraphiql } from '../graphiql/serve-graphiql.js';
import { answerGraphql } from '../http/graphql-endpoint.js';
import { isPageVisit } from '../http/is-page-visit.js';
import { drain, listen, portOf } from '../http/listen.js';
import { respond } from '../http/respond.js';
import { Admission } from '../limits/admission.js';
import { LoadCounter } from '../limits/load.js';
import { serveWebSocket } from '../websocket/websocket-endpoint.js';
import { AuditTrail } from './audit/audit-trail.js';
import { AuthGate } from './auth/auth-gate.js';
import { createCallers } from './auth/caller.js';
import { createRedactor } from './auth/redact.js';
import { redactingLogger } from './auth/redacting-logger.js';
import { Operations } from './calls/operations.js';
import { SchemaOperations } from './engine/schema-operations.js';
import { ManagerLinks } from './manager-links.js';
import { MANAGER_PAGE } from './manager-page.js';
import type { Manager, ManagerOptions } from './manager.js';
import { createManagerSchema } from './schema/manager-schema.js';
import { ServiceWeb } from './web/service-web.js';

const PATH = '/graphql';
const MAX_BYTES = 1024 * 1024;

/**
 * Serves the service web on a port of its own, to those who have the code: GraphQL over HTTP (POST) and
 * WebSocket at `/graphql`, GraphiQL at `/`. Answers at once; log and board are reached as soon as they can be.
 * Rejects with CONFIGURATION_INVALID when the port is taken.
 */
export async function createManager(given: ManagerOptions): Promise<Manager> {
  const redact = createRedactor(given.authCode);
  const logger = redactingLogger(given.logger, redact);
  const options = { ...given, logger };
  const { host = '127.0.0.1', port = 4001, timeoutMs = 20_000, drainTimeoutMs = 10_000 } = options;
  const callerOf = createCallers(new AuthGate(options.authCode, logger, options.auth), redact);
  const graphiql = createGraphiql(PATH, MANAGER_PAGE);
  const parts = openParts(options, redact, timeoutMs);
  const { engine } = parts;

  const load = new LoadCounter();
  // Operators are few: what is beyond this is none of them.
  const admission = new Admission(
    { maxRequests: 200, maxSockets: 200, maxSubscriptions: 1_000 },
    load,
  );

  const route = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === PATH && isPageVisit(request, PATH)) {
      response.writeHead(302, { location: '/' }).end();
    } else if (path === PATH) {
      const endpoint = {
        engine,
        maxBodyBytes: MAX_BYTES,
        admission,
        logger,
        callerOf,
        redact,
        postOnly: true,
      };
      background('answering a request', logger, answerGraphql(request, response, endpoint));
    } else if (!graphiql(path, request, response)) {
      const body = '{"errors":[{"message":"The service web is at /graphql."}]}';
      respond(response, 404, body, 'application/json');
    }
  };
  const server = await listen(route, host, port, { prefix: 'MANAGER_' }).catch(
    async (error: unknown) => {
      await parts.close();
      throw error;
    },
  );
  const sockets = serveWebSocket(server, {
    engine,
    logger,
    load,
    admission,
    maxOperations: 100,
    callerOf,
    redact,
    path: PATH,
    drainTimeoutMs,
    maxMessageBytes: MAX_BYTES,
    initTimeoutMs: 3_000,
    heartbeatMs: 12_000,
  });

  const close = async (): Promise<void> => {
    const drained = drain(server, drainTimeoutMs);
    await sockets.close();
    await drained;
    await parts.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}:${portOf(server)}${PATH}`,
    port: portOf(server),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

interface Parts {
  readonly engine: SchemaOperations;
  close(): Promise<void>;
}

function openParts(
  options: ManagerOptions,
  redact: (text: string) => string,
  timeoutMs: number,
): Parts {
  const { board, log, logger, instance, mode } = options;
  const links = new ManagerLinks(options);
  const web = new ServiceWeb({ board, log, logger });
  const audit = new AuditTrail(log, instance, logger, redact);
  const operations = new Operations({
    watch: web.watch,
    calls: () => links.calls(),
    writeWishes: (wishes) => links.writeWishes(wishes),
    desired: () => links.desired,
    timeoutMs,
    logger,
  });
  const schema = createManagerSchema({
    web,
    audit,
    operations,
    redact,
    logger,
    desiredVersion: () => links.desired?.version,
    partitions: async (topic) => (await log.topic(topic).catch(() => undefined))?.partitions,
  });
  const format: ErrorFormatter = createErrorFormatter(mode, logger);
  return {
    engine: new SchemaOperations(schema, format),
    close: async () => {
      await web.close();
      await audit.close();
      await links.close();
    },
  };
}
