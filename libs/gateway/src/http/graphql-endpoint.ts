import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import type { Answer, CompiledOperation, RequestContext } from '@metamorphosis/federation';
import { AccessEntry, type AccessObserver } from '../access-log/access-log.js';
import type { Cors } from '../cors/cors.js';
import { isForgeable, PROOF } from '../cors/is-forgeable.js';
import type { Preparer } from '../documents/documents.js';
import type { Admission, Release } from '../limits/admission.js';
import { PART_FORMAT } from '../multipart/part-format.js';
import { isIncremental, onePayload, serveParts } from '../multipart/serve-parts.js';
import { EVENT_FORMAT } from '../sse/event-format.js';
import type { EventStreams } from '../sse/event-streams.js';
import { serveEventStream } from '../sse/serve-event-stream.js';
import { cursorOfRequest } from '../streams/cursor-of-request.js';
import { streamOperation, type Streamed, type StreamOptions } from '../streams/stream-operation.js';
import { admit } from './admit.js';
import type { CacheHeaders } from './cache-headers.js';
import type { Caller } from './caller.js';
import type { GraphqlRequest } from './graphql-request.js';
import { HttpRefusal } from './http-refusal.js';
import { readAccept, type Accepted, type AnswerType, type StreamType } from './media-type.js';
import { isBatch, readRequests, type RequestLimits } from './read-request.js';
import { contextOf } from './request-context.js';
import { respond } from './respond.js';

/** What the endpoint needs. */
export interface GraphqlEndpointOptions extends RequestLimits {
  readonly engine: Preparer;
  readonly admission: Admission;
  readonly logger: Logger;
  /** Streams over HTTP. Without them subscriptions are served over WebSocket alone. */
  readonly streaming?: StreamOptions & { readonly eventStreams: EventStreams };
  /** Who asks, and whether they may; rejects with an HttpRefusal. @default anybody */
  readonly callerOf?: (request: IncomingMessage) => Caller | Promise<Caller>;
  /** Takes out of an answer what nobody may read. @default nothing */
  readonly redact?: (body: string) => string;
  /** Refuses queries by GET: what stands in a URL ends up in logs. @default false */
  readonly postOnly?: boolean;
  /** Refuses what any page could make a browser send. @default nothing is refused */
  readonly forgery?: Cors;
  /** What a GET's answer says of how long it holds. @default nothing */
  readonly cacheHeaders?: CacheHeaders | undefined;
  /** Told of each request. @default nobody is */
  readonly observer?: AccessObserver | undefined;
}

/** One request on its way. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly accepted: Accepted;
  readonly options: GraphqlEndpointOptions;
  readonly context: RequestContext;
  readonly caller: Caller | undefined;
  readonly entry: AccessEntry | undefined;
}

/** Answers GraphQL over HTTP: POST with JSON, GET for queries, streams by SSE or multipart. Never rejects. */
export async function answerGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  options: GraphqlEndpointOptions,
): Promise<void> {
  const accepted = readAccept(request.headers.accept);
  const entry = options.observer && new AccessEntry(options.observer);
  let release: Release | undefined;
  try {
    release = admit(() => options.admission.request());
    const caller = await options.callerOf?.(request);
    const known = contextOf(request, response, caller?.context);
    if (
      await serveEventStream(
        request,
        response,
        { context: entry?.observe(known) ?? known, expiresAt: caller?.expiresAt, entry },
        options,
      )
    )
      return;
    const context = entry?.observe(known) ?? known;
    await answer({ request, response, accepted, options, context, caller, entry }, release);
  } catch (error) {
    const code = refuse(response, error, accepted.answer ?? 'application/json', options);
    entry?.end({ transport: 'http', status: response.statusCode, code });
  } finally {
    release?.();
  }
}

async function answer(exchange: Exchange, release: Release): Promise<void> {
  const { request, accepted, options } = exchange;
  const { streaming, forgery } = options;
  if (!accepted.answer && !(streaming && (accepted.stream || accepted.parts))) {
    throw notAcceptable(ACCEPTABLE);
  }
  if (options.postOnly === true && request.method !== 'POST') {
    throw refused(405, 'Send GraphQL by POST.', { allow: 'POST' });
  }
  if (forgery && isForgeable(request, forgery)) {
    throw refused(
      400,
      `Any page could have made a browser send this. Send the header "${PROOF}: 1" along, or use POST.`,
    );
  }
  const asked = await readRequests(request, options);
  if (isBatch(asked)) return answerBatch(exchange, asked);
  return answerOne(exchange, asked, release);
}

async function answerOne(
  exchange: Exchange,
  asked: GraphqlRequest,
  release: Release,
): Promise<void> {
  const { request, response, accepted, options, context, entry } = exchange;
  const { streaming, redact = asItIs } = options;
  const type = accepted.answer ?? 'application/json';
  const prepared = await prepare(exchange, asked);
  if ('answer' in prepared && prepared.unread === true) {
    return send(exchange, prepared.answer, type, redact);
  }
  const stream = streamTypeOf(
    'operation' in prepared ? prepared.operation.kind : 'query',
    accepted,
  );
  if (stream) {
    if (!streaming) throw notAcceptable('Subscriptions are served over WebSocket, here.');
    const streamed: Streamed =
      'operation' in prepared
        ? resumed(request, prepared.operation, asked, exchange)
        : { refused: prepared.answer };
    if (entry && 'refused' in streamed) entry.answered(streamed.refused.errors);
    let end: Release = () => undefined;
    if ('operation' in streamed && streamed.operation.kind === 'subscription') {
      // It may last for days: another place is for those.
      end = admit(() => options.admission.subscription());
      release();
    }
    await streamOperation(response, streamed, FORMATS[stream], streaming);
    end();
    entry?.end({ transport: stream, status: 200, aborted: !response.writableFinished });
    return;
  }
  if (streaming && accepted.parts) {
    return answerInParts(exchange, prepared, asked, streaming.heartbeatMs);
  }
  const result =
    'operation' in prepared
      ? await prepared.operation.execute(asked.variables, context)
      : prepared.answer;
  send(exchange, result, type, redact);
}

/** For a client that takes deferred parts; what has none is a whole answer if it takes those, too. */
async function answerInParts(
  exchange: Exchange,
  prepared: Awaited<ReturnType<typeof prepare>>,
  asked: GraphqlRequest,
  heartbeatMs: number,
): Promise<void> {
  const { response, accepted, options, context, entry } = exchange;
  const { redact = asItIs } = options;
  const result =
    'answer' in prepared
      ? prepared.answer
      : await (prepared.operation.executeIncrementally?.(asked.variables, context) ??
          prepared.operation.execute(asked.variables, context));
  if (!isIncremental(result) && accepted.answer) {
    return send(exchange, result, accepted.answer, redact);
  }
  const payloads = isIncremental(result) ? result : onePayload(result);
  // As with other streams, a client that takes nothing for the time of two heartbeats is gone.
  await serveParts(response, payloads, { redact, patienceMs: heartbeatMs * 2 });
  const code = result.errors[0]?.extensions?.['code'] as string | undefined;
  const aborted = !response.writableFinished;
  entry?.end({ transport: 'multipart/mixed', status: 200, code, aborted });
}

/** Several requests in one: answered side by side, in their order. */
async function answerBatch(exchange: Exchange, batch: readonly GraphqlRequest[]): Promise<void> {
  const { response, accepted, options, context, entry } = exchange;
  const type = accepted.answer;
  if (!type) throw notAcceptable('A batch is answered as JSON.');
  const releases: Release[] = [];
  try {
    // The first stands for the request itself.
    for (const _ of batch.slice(1)) releases.push(admit(() => options.admission.request()));
    const answers = await Promise.all(
      batch.map(async (asked) => {
        const prepared = await prepare(exchange, asked);
        const answered =
          'answer' in prepared
            ? prepared.answer
            : prepared.operation.kind === 'subscription'
              ? refused(400, 'A subscription is no part of a batch.')
              : await prepared.operation.execute(asked.variables, context);
        entry?.answered(answered.errors);
        return answered.body();
      }),
    );
    const { redact = asItIs } = options;
    respond(response, 200, redact(`[${answers.join(',')}]`), type);
    entry?.end({ transport: 'http', status: 200, aborted: context.signal?.aborted === true });
  } finally {
    for (const release of releases) release();
  }
}

/** The operation, or why it is not run; `unread`: its caller may not even know what is wrong with it. */
async function prepare(
  { request, options, caller, context, entry }: Exchange,
  asked: GraphqlRequest,
): Promise<
  { readonly operation: CompiledOperation } | { readonly answer: Answer; readonly unread?: boolean }
> {
  const refusal = caller && (await caller.admit(asked, context.signal));
  if (refusal) return { answer: refusal, unread: true };
  const prepared = await options.engine.prepare(asked.query, asked.operationName, asked.reference);
  const operation = prepared.ok ? prepared.operation : undefined;
  entry?.operation(asked.query || asked.reference, operation?.name, operation?.kind);
  if (!prepared.ok) return { answer: prepared.answer };
  checkMethod(request, prepared.operation);
  return { operation: prepared.operation };
}

function send(
  { request, response, options, context, entry }: Exchange,
  result: Answer,
  type: AnswerType,
  redact: (body: string) => string,
): void {
  const exhausted = exhaustion(result);
  const status = exhausted ? 429 : statusOf(result, type);
  const headers =
    exhausted ?? (request.method === 'GET' ? options.cacheHeaders?.(response, result) : undefined);
  respond(response, status, redact(result.body()), type, headers);
  const code = result.errors[0]?.extensions?.['code'] as string | undefined;
  entry?.end({ transport: 'http', status, code, aborted: context.signal?.aborted === true });
}

/** The headers of an answer to a caller who has used up its minute. */
function exhaustion({ executed, errors: [first] }: Answer): OutgoingHttpHeaders | undefined {
  if (executed || first?.extensions?.['code'] !== 'BUDGET_EXHAUSTED') return undefined;
  const ms = Number(first.extensions['retryAfterMs']);
  return { 'retry-after': String(Math.ceil(ms / 1000)), 'cache-control': 'no-store' };
}

function asItIs(body: string): string {
  return body;
}

const FORMATS = { 'text/event-stream': EVENT_FORMAT, 'multipart/mixed': PART_FORMAT };

const ACCEPTABLE =
  'Answers are application/json or application/graphql-response+json, in parts multipart/mixed;deferSpec=20220824, streams text/event-stream or multipart/mixed;subscriptionSpec=1.0.';

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
  { context, caller, entry }: Exchange,
): Streamed {
  try {
    const cursor = cursorOfRequest(request, asked);
    return { operation, asked, cursor, context, expiresAt: caller?.expiresAt, entry };
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

/** Answers what went wrong, and returns its code. */
function refuse(
  response: ServerResponse,
  error: unknown,
  type: AnswerType,
  { logger, redact = asItIs }: GraphqlEndpointOptions,
): string {
  if (error instanceof HttpRefusal) {
    respond(response, error.status, redact(error.body()), type, error.headers);
    return error.error.code;
  }
  logger.error({ err: error }, 'Answering a request failed');
  const masked = new HttpRefusal(500, errors.INTERNAL_ERROR(['Something went wrong here.']));
  respond(response, masked.status, masked.body(), type);
  return masked.error.code;
}

function notAcceptable(why: string): HttpRefusal {
  return refused(406, why);
}

function refused(status: number, why: string, headers = {}): HttpRefusal {
  return new HttpRefusal(status, errors.BAD_REQUEST([why]), headers);
}
