import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import type { Answer, CompiledOperation, Engine } from '@metamorphosis/federation';
import { requestOfBody, requestOfParameters, type GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { chooseAnswerType, isJson, type AnswerType } from './media-type.js';
import { readBody } from './read-body.js';
import { contextOf } from './request-context.js';
import { respond } from './respond.js';

/** What the endpoint needs. */
export interface GraphqlEndpointOptions {
  readonly engine: Engine;
  readonly maxBodyBytes: number;
  readonly logger: Logger;
}

/** Answers GraphQL over HTTP: POST with JSON, GET for queries. Never rejects. */
export async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  options: GraphqlEndpointOptions,
): Promise<void> {
  let type: AnswerType = 'application/json';
  try {
    const accepted = chooseAnswerType(request.headers.accept);
    if (!accepted)
      throw refused(406, 'Answers are application/json or application/graphql-response+json.');
    type = accepted;
    const asked = await readRequest(request, options.maxBodyBytes);
    const prepared = options.engine.prepare(asked.query, asked.operationName);
    if (prepared.ok) checkMethod(request, prepared.operation);
    const answer = prepared.ok
      ? await prepared.operation.execute(asked.variables, contextOf(request, response))
      : prepared.answer;
    respond(response, statusOf(answer, type), answer.body(), type);
  } catch (error) {
    if (error instanceof HttpRefusal) {
      respond(response, error.status, error.body(), type, error.headers);
      return;
    }
    options.logger.error({ err: error }, 'Answering a request failed');
    const masked = new HttpRefusal(500, errors.INTERNAL_ERROR(['Something went wrong here.']));
    respond(response, masked.status, masked.body(), type);
  }
}

async function readRequest(request: IncomingMessage, maxBytes: number): Promise<GraphqlRequest> {
  if (request.method === 'GET') {
    const url = request.url ?? '';
    const start = url.indexOf('?');
    return requestOfParameters(new URLSearchParams(start < 0 ? '' : url.slice(start)));
  }
  if (request.method !== 'POST') {
    throw refused(405, 'Send GraphQL by POST, or a query by GET.', { allow: 'GET, POST' });
  }
  if (!isJson(request.headers['content-type'])) {
    throw refused(415, 'Send the request as application/json in UTF-8.');
  }
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw refused(415, 'Send the body without compression.', { 'accept-encoding': 'identity' });
  }
  return requestOfBody(await readBody(request, maxBytes));
}

function checkMethod(request: IncomingMessage, { kind }: CompiledOperation): void {
  if (kind === 'subscription') {
    throw refused(400, 'Subscriptions are served over WebSocket (graphql-transport-ws), here.');
  }
  // A GET can be made by any page and repeated by any proxy: it changes nothing.
  if (request.method === 'GET' && kind === 'mutation') {
    throw refused(405, 'Send mutations by POST.', { allow: 'POST' });
  }
}

/** Plain JSON answers well-formed requests with 200, whatever came of them; the newer type tells refusals by 400. */
function statusOf(answer: Answer, type: AnswerType): number {
  return answer.executed || type === 'application/json' ? 200 : 400;
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
