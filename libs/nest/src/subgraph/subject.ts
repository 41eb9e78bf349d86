import type { IncomingHttpHeaders } from 'node:http';
import { errors, IDENTITY_HEADER, readIdentity, type Secrets } from '@metamorphosis/contract';

/**
 * Who asks, as the gateway signed it; nobody in particular without its word. Rejects with TOKEN_INVALID
 * for a word that is not the gateway's.
 */
export async function subjectOf(
  headers: IncomingHttpHeaders,
  secrets: Secrets | undefined,
): Promise<string | undefined> {
  const token = headers[IDENTITY_HEADER];
  if (token === undefined) return undefined;
  const identity =
    typeof token === 'string' && secrets ? await readIdentity(secrets, token) : undefined;
  if (!identity) throw errors.TOKEN_INVALID([`${IDENTITY_HEADER} is not signed by the gateway`]);
  return identity.subject;
}
