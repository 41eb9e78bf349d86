import type { IncomingHttpHeaders } from 'node:http';
import { errors, IDENTITY_HEADER, readIdentity, type Secrets } from '@metamorphosis/contract';
import type { RequestActor } from '@metamorphosis/core';

/**
 * Who asks, as the gateway signed it; nobody in particular without its word. Rejects with TOKEN_INVALID
 * for a word that is not the gateway's.
 */
export async function actorOf(
  headers: IncomingHttpHeaders,
  secrets: Secrets | undefined,
): Promise<RequestActor | undefined> {
  const token = headers[IDENTITY_HEADER];
  if (token === undefined) return undefined;
  const actor =
    typeof token === 'string' && secrets ? await readIdentity(secrets, token) : undefined;
  if (!actor) throw errors.TOKEN_INVALID([`${IDENTITY_HEADER} is not signed by the gateway`]);
  return actor;
}
