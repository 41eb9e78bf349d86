import type { IncomingMessage } from 'node:http';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Caller } from '../http/caller.js';
import { HttpRefusal } from '../http/http-refusal.js';
import type { ContextMaker } from '../http/request-context.js';
import type { Identity, IdentityOptions } from './identity-options.js';
import { createTokenVerifier } from './verify-token.js';

type Init = Readonly<Record<string, unknown>> | undefined;

/**
 * Tells who a caller is, by the bearer token of its request, or of the first message of its socket.
 * Rejects with an HttpRefusal: TOKEN_INVALID (401), UNAVAILABLE (503).
 */
export function createIdentifier(
  options: IdentityOptions,
  contextOf: ContextMaker,
): (request: IncomingMessage, init?: Init) => Promise<Caller> {
  const verify = createTokenVerifier(options);
  return async (request, init) => {
    const token =
      bearerOf(init?.['authorization'] ?? init?.['Authorization'] ?? undefined) ??
      bearerOf(request.headers.authorization);
    let identity: Identity | undefined;
    try {
      if (token !== undefined) identity = await verify(token);
      else if (options.required === true) throw errors.TOKEN_INVALID(['none was sent']);
    } catch (error) {
      throw isMetamorphosisError(error) ? refusalOf(error) : error;
    }
    return {
      context: contextOf(request, init, identity),
      expiresAt: identity?.expiresAt,
      admit: () => Promise.resolve(undefined),
    };
  };
}

/** The token of a header, whatever else it says; an empty text when it has another scheme. */
function bearerOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return /^bearer +(\S+)$/i.exec(value)?.[1] ?? '';
}

function refusalOf(error: ReturnType<typeof errors.TOKEN_INVALID>): HttpRefusal {
  return error.code === 'TOKEN_INVALID'
    ? new HttpRefusal(401, error, { 'www-authenticate': 'Bearer error="invalid_token"' })
    : new HttpRefusal(503, error, { 'retry-after': '1' });
}
