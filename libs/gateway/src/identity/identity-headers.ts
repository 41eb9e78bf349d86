import { IDENTITY_HEADER, signIdentity, type Secrets } from '@metamorphosis/contract';
import { scopesOf, type RequestContext } from '@metamorphosis/federation';

const NOBODY = {};

/** Tells a subgraph who asks, and with which scopes, signed; nothing where nobody was identified. */
export async function identityHeaders(
  secrets: Secrets,
  context: RequestContext,
  scopesClaim: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const { subject } = context;
  if (subject === undefined) return NOBODY;
  const scopes = scopesOf(context, scopesClaim);
  return { [IDENTITY_HEADER]: await signIdentity(secrets, { subject, scopes }) };
}
