import { IDENTITY_HEADER, signIdentity, type Secrets } from '@metamorphosis/contract';
import type { RequestContext } from '@metamorphosis/federation';

const NOBODY = {};

/** Tells a subgraph who asks, signed; nothing where nobody was identified. */
export async function identityHeaders(
  secrets: Secrets,
  { subject }: RequestContext,
): Promise<Readonly<Record<string, string>>> {
  if (subject === undefined) return NOBODY;
  return { [IDENTITY_HEADER]: await signIdentity(secrets, { subject }) };
}
