import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import type { Answer, CompiledOperation, Engine, RequestContext } from '@metamorphosis/federation';
import type { Admission, Release } from '../limits/admission.js';
import { PART_FORMAT } from '../multipart/part-format.js';
import { EVENT_FORMAT } from '../sse/event-format.js';
import type { EventStreams } from '../sse/event-streams.js';
import { serveEventStream } from '../sse/serve-event-stream.js';
import { cursorOfRequest } from '../streams/cursor-of-request.js';
import { streamOperation, type Streamed, type StreamOptions } from '../streams/stream-operation.js';
import { admit } from './admit.js';
import type { Caller } from './caller.js';
import type { GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { readAccept, type Accepted, type AnswerType, type StreamType } from './media-type.js';
import { readRequest, type RequestLimits } from './read-request.js';
import { contextOf } from './request-context.js';
import { respond } from './respond.js';

/** What the endpoint needs. */
export interface GraphqlEndpointOptions extends RequestLimits {
  readonly engine: Pick<Engine, 'prepare'>;
  readonly admission: Admission;
  readonly logger: Logger;
  /** Streams over HTTP. Without them subscriptions are served over WebSocket alone. */
  readonly streaming?: StreamOptions & { readonly eventStreams: EventStreams };
  /** Who asks, and whether they may. @default anybody */
  readonly callerOf?: (request: IncomingMessage) => Caller;
  /** Takes out of an answer what nobody may read. @default nothing */
  readonly redact?: (body: string) => string;
  /** Refuses queries by GET: what stands in a URL ends up in logs. @default false */
  readonly postOnly?: boolean;
}

/** Answers GraphQL over HTTP: POST with JSON, GET for queries, streams by SSE or multipart. Never rejects. */
export async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  options: GraphqlEndpointOptions,
): Promise<void> {
  const accepted = readAccept(request.headers.accept);
  let release: Release | undefined;
  try {
    release = admit(() => options.admission.request());
    if (await serveEventStream(request, response, options)) return;
    await answer(request, response, accepted, options, release);
  } catch (error) {
    refuse(response, error, accepted.answer ?? 'application/json', options);
  } finally {
    release?.();
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  accepted: Accepted,
  options: GraphqlEndpointOptions,
  release: Release,
): Promise<void> {
  const { engine, streaming, redact = asItIs } = options;
  if (!accepted.answer && !(streaming && accepted.stream)) throw notAcceptable(ACCEPTABLE);
  if (options.postOnly === true && request.method !== 'POST') {
    throw refused(405, 'Send GraphQL by POST.', { allow: 'POST' });
  }
  const asked = await readRequest(request, options);
  const type = accepted.answer ?? 'application/json';
  const caller = options.callerOf?.(request);
  const context = contextOf(request, response, caller?.context);
  const refusal = caller && (await caller.admit(asked, context.signal));
  if (refusal) {
    respond(response, statusOf(refusal, type), redact(refusal.body()), type);
    return;
  }
  const prepared = engine.prepare(asked.query, asked.operationName);
  if (prepared.ok) checkMethod(request, prepared.operation);
  const stream = streamTypeOf(prepared.ok ? prepared.operation.kind : 'query', accepted);
  if (stream) {
    if (!streaming) throw notAcceptable('Subscriptions are served over WebSocket, here.');
    const streamed: Streamed = prepared.ok
      ? resumed(request, prepared.operation, asked, context)
      : { refused: prepared.answer };
    if (!('operation' in streamed) || streamed.operation.kind !== 'subscription') {
      return streamOperation(response, streamed, FORMATS[stream], streaming);
    }
    // It may last for days: another place is for those.
    const end = admit(() => options.admission.subscription());
    release();
    return streamOperation(response, streamed, FORMATS[stream], streaming).finally(end);
  }
  const result = prepared.ok
    ? await prepared.operation.execute(asked.variables, context)
    : prepared.answer;
  respond(response, statusOf(result, type), redact(result.body()), type);
}

function asItIs(body: string): string {
  return body;
}

const FORMATS = { 'text/event-stream': EVENT_FORMAT, 'multipart/mixed': PART_FORMAT };

const ACCEPTABLE =
  'Answers are application/json or application/graphql-response+json, streams text/event-stream or multipart/mixed;subscriptionSpec=1.0.';

/** How an operation is streamed; undefined: it is answered whole. */
function streamTypeOf(
  kind: CompiledOperation['kind'],
  { answer: single, stream, prefersStream }: Accepted,
): StreamType | undefined {
  if (kind !== 'subscription') return prefersStream || !single ? stream : undefined;
  if (stream) return stream;
  throw notAcceptable(
    'A subscription is answered as text/event-stream or multipart/mixed;subscriptionSpec=1.0: accept one of them, or use WebSocket (graphql-transport-ws).',
  );
}

/** An operation that is streamed, from where its client stood. */
function resumed(
  request: IncomingMessage,
  operation: CompiledOperation,
  asked: GraphqlRequest,
  context: RequestContext,
): Streamed {
  try {
    const cursor = cursorOfRequest(request, asked);
    return { operation, asked, cursor, context };
  } catch (error) {
    if (!isMetamorphosisError(error)) throw error;
    return { refused: new HttpRefusal(400, error) };
  }
}

function checkMethod(request: IncomingMessage, { kind }: CompiledOperation): void {
  // A GET can be made by any page and repeated by any proxy: it changes nothing.
  if (request.method === 'GET' && kind === 'mutation') {
    throw refused(405, 'Send mutations by POST.', { allow: 'POST' });
  }
}

/** Plain JSON answers well-formed requests with 200, whatever came of them; the newer type tells refusals by 400. */
function statusOf(result: Answer, type: AnswerType): number {
  return result.executed || type === 'application/json' ? 200 : 400;
}

function refuse(
  response: ServerResponse,
  error: unknown,
  type: AnswerType,
  { logger, redact = asItIs }: GraphqlEndpointOptions,
): void {
  if (error instanceof HttpRefusal) {
    respond(response, error.status, redact(error.body()), type, error.headers);
    return;
  }
  logger.error({ err: error }, 'Answering a request failed');
  const masked = new HttpRefusal(500, errors.INTERNAL_ERROR(['Something went wrong here.']));
  respond(response, masked.status, masked.body(), type);
}

function notAcceptable(why: string): HttpRefusal {
  return refused(406, why);
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
