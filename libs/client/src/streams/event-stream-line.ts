import type { ClientOptions } from '../client-options.js';
import type { AnswerError } from '../errors/client-error.js';
import { noGateway } from '../requests/no-gateway.js';
import type { Token } from '../requests/token.js';
import type { Attempt, Line, LineEvents, StreamAnswer } from './line.js';
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.js';

/** Gateways write something every 12 s, and later on a busy machine. */
const SILENT_HEARTBEATS = 3;

/** Subscriptions over HTTP, a response of server-sent events for each: graphql-sse's distinct connections. */
export class EventStreamLine implements Line {
  /** Subscriptions whose response has begun. */
  private running = 0;

  constructor(
    private readonly options: ClientOptions,
    private readonly token: Token,
    private readonly events: LineEvents,
  ) {}

  subscribe(attempt: Attempt): () => void {
    const stopping = new AbortController();
    const { signal } = stopping;
    this.run(attempt, signal).then(
      (end) => {
        if (!signal.aborted) end();
      },
      (cause: unknown) => {
        if (!signal.aborted) attempt.lost(cause, false);
      },
    );
    return () => stopping.abort();
  }

  close(): void {
    // Each response ends with its subscription.
  }

  /** Hears what comes; answers how to tell its end. */
  private async run(attempt: Attempt, signal: AbortSignal): Promise<() => void> {
    this.events.connecting();
    let began = false;
    try {
      const response = await this.post(attempt, signal);
      if (!isEventStream(response)) return await refusal(this.options.url, response, attempt);
      const { heartbeatMs = 10_000 } = this.options;
      for await (const event of eventsOf(response, SILENT_HEARTBEATS * heartbeatMs)) {
        if (signal.aborted) break;
        const end = endBy(event, attempt);
        if (end) return end;
        if (!began) this.running += 1;
        began = true;
        this.events.connected();
        tell(event, attempt);
      }
      return () => attempt.lost(new Error('The stream of events ended.'), false);
    } finally {
      if (began) this.running -= 1;
      if (this.running === 0) this.events.broken();
    }
  }

  private async post({ text, variables, cursor }: Attempt, signal: AbortSignal): Promise<Response> {
    const { url, headers, fetch: send = fetch } = this.options;
    const token = await this.token.get();
    return send(url, {
      method: 'POST',
      headers: {
        accept: 'text/event-stream, application/json;q=0.5',
        'content-type': 'application/json',
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        ...{ query: text, variables },
        ...(cursor !== undefined && { extensions: { cursor } }),
      }),
      signal,
    });
  }
}

function eventsOf({ body }: Response, silenceMs: number): AsyncIterable<ServerSentEvent> {
  if (!body) throw new Error('The stream of events has no body.');
  return serverSentEvents(body, silenceMs);
}

/** How to tell the end that an event means; nothing for one that means none. */
function endBy({ name, data }: ServerSentEvent, attempt: Attempt): (() => void) | undefined {
  if (name === 'complete') return () => attempt.completed();
  if (data === undefined) return undefined;
  const { data: told, errors = [] } = JSON.parse(data) as StreamAnswer;
  return told === undefined ? () => attempt.refused(errors) : undefined;
}

function tell({ id, data }: ServerSentEvent, attempt: Attempt): void {
  if (data === undefined) {
    if (id !== undefined) attempt.moved(id);
    return;
  }
  const answer = JSON.parse(data) as StreamAnswer;
  attempt.answered(id === undefined ? answer : { ...answer, extensions: { cursor: id } });
}

/** An answer that is none: the gateway's errors, or something on the way that is no gateway. */
async function refusal(url: string, response: Response, attempt: Attempt): Promise<() => void> {
  const body = (await response.json().catch(() => undefined)) as
    { readonly errors?: readonly AnswerError[] } | undefined;
  const { errors } = body ?? {};
  if (errors && errors.length > 0) return () => attempt.refused(errors);
  const cause = noGateway(url, response, 'it is no stream of events.');
  const { code, message, retryAfterMs } = cause;
  if (code === 'TOKEN_INVALID' || code === 'OVERLOADED') {
    return () => attempt.refused([{ message, extensions: { code, retryAfterMs } }]);
  }
  return () => attempt.lost(cause, response.status < 500);
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}
