import type { ClientOptions } from '../client-options.js';
import {
  answerError,
  ClientError,
  isClientError,
  type AnswerError,
} from '../errors/client-error.js';
import { isAboutToken, mayBeSentAgain } from '../errors/error-codes.js';
import { pause } from '../retry/pause.js';
import { pauseMs, type RetryPolicy } from '../retry/retry-options.js';
import { noGateway, retryAfterOf, unreachable } from './no-gateway.js';
import { orAborted } from './or-aborted.js';
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
   * the reason of an abort, and what the provider of tokens throws.
   */
  async send<TData>(request: Request): Promise<Answer<TData>> {
    let refreshed = false;
    for (let attempt = 0; ; attempt += 1) {
      const token = await orAborted(this.token.get(), request.signal);
      try {
        return await this.sendOnce<TData>(request, token);
      } catch (error) {
        request.signal.throwIfAborted();
        if (!isClientError(error)) throw error;
        if (isAboutToken(error.code) && !refreshed && this.token.refuse(token)) {
          refreshed = true;
          continue;
        }
        // What was refused for its load was not begun, whatever it is.
        const again =
          error.code === 'OVERLOADED' || (request.repeatable && mayBeSentAgain(error.code));
        const wanted = pauseMs(error, attempt, this.policy);
        if (!again || wanted === undefined || attempt + 1 >= this.policy.maxAttempts) throw error;
        await pause(wanted, request.signal);
      }
    }
  }

  private async sendOnce<TData>(
    { text, variables, signal, whole }: Request,
    token: string | undefined,
  ): Promise<Answer<TData>> {
    const response = await this.post(JSON.stringify({ query: text, variables }), token, signal);
    const { url } = this.options;
    const { data = null, errors = [] } = await bodyOf(url, response);
    const came = Object.values(data ?? {}).some((value) => value !== null);
    if (errors.length > 0 && (whole || !came)) {
      const { status, headers } = response;
      throw answerError(errors, { data, status, retryAfterMs: retryAfterOf(headers) });
    }
    if (data === null) throw noGateway(url, response, 'it has neither data nor errors.');
    return { data: data as TData, errors };
  }

  private async post(
    body: string,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Response> {
    const { url, headers, timeoutMs = 60_000, fetch: send = fetch } = this.options;
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
      throw unreachable(url, timeoutMs, cause);
    }
  }
}

async function bodyOf(url: string, response: Response): Promise<Body> {
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
  throw noGateway(url, response, 'it is no JSON.');
}
