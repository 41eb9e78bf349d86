import type { ClientOptions } from '../client-options.js';
import {
  answerError,
  ClientError,
  isClientError,
  type AnswerError,
} from '../errors/client-error.js';
import { isAboutToken, mayBeSentAgain } from '../errors/error-codes.js';
import { pause } from '../retry/pause.js';
import { delayMs, type RetryPolicy } from '../retry/retry-options.js';
import type { Token } from './token.js';

/** An answer with data; what of it could not be loaded is in `errors`. */
export interface Answer<TData> {
  readonly data: TData;
  readonly errors: readonly AnswerError[];
}

/** A request to be sent. */
export interface Request {
  readonly text: string;
  readonly variables: object;
  readonly signal: AbortSignal;
  /** Whether it may be sent again when nobody knows what became of it. */
  readonly repeatable: boolean;
  /** Whether an answer of which something could not be loaded is an error; else it is one only when nothing came. */
  readonly whole: boolean;
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly AnswerError[];
}

/** Sends requests over HTTP, again where that may help. */
export class Sender {
  constructor(
    private readonly options: ClientOptions,
    private readonly token: Token,
    private readonly policy: RetryPolicy,
  ) {}

  /**
   * Resolves with an answer that has data. Throws a ClientError for every other, after as many attempts as the policy allows,
   * and the reason of an abort.
   */
  async send<TData>(request: Request): Promise<Answer<TData>> {
    let refreshed = false;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.sendOnce<TData>(request);
      } catch (error) {
        request.signal.throwIfAborted();
        if (!isClientError(error)) throw error;
        if (isAboutToken(error.code) && !refreshed && this.token.refuse()) {
          refreshed = true;
          continue;
        }
        // What was refused for its load was not begun, whatever it is.
        const again =
          error.code === 'OVERLOADED' || (request.repeatable && mayBeSentAgain(error.code));
        if (!again || attempt + 1 >= this.policy.maxAttempts) throw error;
        const wanted = Math.max(error.retryAfterMs ?? 0, delayMs(attempt, this.policy));
        await pause(wanted, request.signal);
      }
    }
  }

  private async sendOnce<TData>(request: Request): Promise<Answer<TData>> {
    const { text, variables, signal, whole } = request;
    const response = await this.post(JSON.stringify({ query: text, variables }), signal);
    const { data = null, errors = [] } = await bodyOf(response);
    const came = Object.values(data ?? {}).some((value) => value !== null);
    if (errors.length > 0 && (whole || !came)) {
      const { status, headers } = response;
      const retryAfterMs = Number(headers.get('retry-after') ?? 0) * 1000 || undefined;
      throw answerError(errors, { data, status, retryAfterMs });
    }
    if (data === null) throw invalid('It has neither data nor errors.', response);
    return { data: data as TData, errors };
  }

  private async post(body: string, signal: AbortSignal): Promise<Response> {
    const { url, headers, timeoutMs = 60_000, fetch: send = fetch } = this.options;
    const token = await this.token.get();
    try {
      return await send(url, {
        method: 'POST',
        headers: {
          accept: 'application/graphql-response+json, application/json',
          'content-type': 'application/json',
          ...headers,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (cause) {
      throw new ClientError('NETWORK_ERROR', `${url} cannot be reached.`, { cause });
    }
  }
}

async function bodyOf(response: Response): Promise<Body> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ClientError('NETWORK_ERROR', 'The connection was lost within an answer.', { cause });
  }
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Said below.
  }
  // A proxy whose gateway is away, say.
  if (response.status >= 502) {
    throw new ClientError('NETWORK_ERROR', `No gateway answers: HTTP ${response.status}.`, {
      status: response.status,
    });
  }
  throw invalid('It is no JSON.', response);
}

function invalid(why: string, { status }: Response): ClientError {
  return new ClientError(
    'RESPONSE_INVALID',
    `The answer (HTTP ${status}) is none of GraphQL: ${why}`,
    { status },
  );
}
