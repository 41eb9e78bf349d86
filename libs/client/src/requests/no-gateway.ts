import { ClientError } from '../errors/client-error.js';

const UNAUTHORIZED = 401;
const TOO_MANY_REQUESTS = 429;
const BAD_GATEWAY = 502;

/** What to make of an answer that is none of GraphQL: of a proxy on the way, say, or of whatever lives at a wrong URL. */
export function noGateway(url: string, { status, headers }: Response, why: string): ClientError {
  const facts = { status, retryAfterMs: retryAfterOf(headers) };
  if (status === UNAUTHORIZED) {
    return new ClientError('TOKEN_INVALID', `${url} wants another access token (HTTP 401).`, facts);
  }
  if (status === TOO_MANY_REQUESTS) {
    return new ClientError('OVERLOADED', `${url} was asked too often (HTTP 429).`, facts);
  }
  if (status >= BAD_GATEWAY) {
    return new ClientError('NETWORK_ERROR', `No gateway answers at ${url}: HTTP ${status}.`, facts);
  }
  const what = `What answers at ${url} (HTTP ${status}) is no gateway: ${why}`;
  return new ClientError('RESPONSE_INVALID', what, facts);
}

/** How many milliseconds a response asks to wait, which says it in seconds or by a date; undefined when it does not. */
export function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after') ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return ms > 0 ? ms : undefined;
}

/** No answer came. Says why as far as the platform tells: Node names the cause, browsers keep it to themselves. */
export function unreachable(url: string, timeoutMs: number, cause: unknown): ClientError {
  const deepest = deepestOf(cause);
  const text =
    deepest.name === 'TimeoutError'
      ? `${url} did not answer within ${timeoutMs} ms.`
      : `${url} cannot be reached: ${deepest.message || (deepest.code ?? deepest.name)}.`;
  return new ClientError('NETWORK_ERROR', text, { cause });
}

function deepestOf(error: unknown): { name: string; message: string; code?: string } {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? deepestOf(cause) : (error as Error);
}
