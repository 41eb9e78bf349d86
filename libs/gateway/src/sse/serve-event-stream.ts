import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from '@metamorphosis/contract';
import type { RequestContext } from '@metamorphosis/federation';
import type { AccessEntry } from '../access-log/access-log.js';
import { admit } from '../http/admit.js';
import type { GraphqlEndpointOptions } from '../http/graphql-endpoint.js';
import { HttpRefusal } from '../http/http-refusal.js';
import { readRequest } from '../http/read-request.js';
import { respond } from '../http/respond.js';
import { cursorOfExtensions } from '../streams/cursor-of-request.js';
import type { EventStreams } from './event-streams.js';

const TOKEN_HEADER = 'x-graphql-event-stream-token';
/** What operation ids may look like: they travel in lines and headers. */
const OPERATION_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Serves the single connection mode of graphql-sse: PUT reserves a stream, GET with its token connects
 * to it, POST with its token sends operations, DELETE ends one. False when the request is none of
 * these. Rejects with an HttpRefusal.
 */
export async function serveEventStream(
  request: IncomingMessage,
  response: ServerResponse,
  caller: EventStreamCaller,
  options: GraphqlEndpointOptions,
): Promise<boolean> {
  const { streaming } = options;
  const { method, url = '/' } = request;
  // Nearly all requests are none of these; they are not looked at twice.
  const named = TOKEN_HEADER in request.headers || url.includes('token=');
  if (!streaming || (!named && method !== 'PUT')) return false;
  const { eventStreams } = streaming;
  const { subject } = caller.context;
  if (method === 'PUT') {
    respond(response, 201, eventStreams.reserve(subject), 'text/plain', NO_STORE);
    return true;
  }
  const parameters = new URL(url, 'http://gateway').searchParams;
  const token = request.headers[TOKEN_HEADER] ?? parameters.get('token');
  if (typeof token !== 'string') return false;
  if (method === 'GET' && !parameters.has('query')) {
    eventStreams.connect(token, subject, response);
  } else if (method === 'DELETE') {
    eventStreams.find(token, subject).stop(operationId(parameters.get('operationId')));
    response.writeHead(200).end();
  } else if (method === 'POST') {
    await start(request, response, eventStreams, token, caller, options);
  } else return false;
  return true;
}

/** Whoever sent the request. */
interface EventStreamCaller {
  readonly context: RequestContext;
  readonly expiresAt: number | undefined;
  /** A line of the access log for what is asked for. @default none */
  readonly entry: AccessEntry | undefined;
}

const NO_STORE = { 'cache-control': 'no-store' };

async function start(
  request: IncomingMessage,
  response: ServerResponse,
  eventStreams: EventStreams,
  token: string,
  { context, expiresAt, entry }: EventStreamCaller,
  { engine, admission, ...limits }: GraphqlEndpointOptions,
): Promise<void> {
  const stream = eventStreams.find(token, context.subject);
  const asked = await readRequest(request, limits);
  const id = operationId(asked.extensions['operationId']);
  const prepared = await engine.prepare(asked.query, asked.operationName, asked.reference);
  const known = prepared.ok ? prepared.operation : undefined;
  entry?.operation(asked.query || asked.reference, known?.name, known?.kind);
  if (!prepared.ok) {
    entry?.answered(prepared.answer.errors);
    entry?.end({ transport: 'http', status: 400 });
    respond(response, 400, prepared.answer.body(), 'application/json');
    return;
  }
  let cursor: string | undefined;
  try {
    cursor = cursorOfExtensions(asked.extensions);
  } catch {
    throw new HttpRefusal(400, errors.CURSOR_INVALID([]));
  }
  const { operation } = prepared;
  const release = admit(() =>
    operation.kind === 'subscription' ? admission.subscription() : admission.request(),
  );
  try {
    stream.start(id, operation, asked, cursor, context, { release, expiresAt, entry });
  } catch (error) {
    release();
    throw error;
  }
  response.writeHead(202).end();
}

function operationId(value: unknown): string {
  if (typeof value === 'string' && OPERATION_ID.test(value)) return value;
  throw bad('Name the operation by "operationId": 1 to 128 characters of printable ASCII.');
}

function bad(why: string): HttpRefusal {
  return new HttpRefusal(400, errors.BAD_REQUEST([why]));
}
