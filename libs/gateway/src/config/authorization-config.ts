import { z } from 'zod';
import type { AuthorizationOptions } from '@metamorphosis/federation';
import { claimTest, holds, type ClaimTest } from './claim-test.js';
import { text } from './units.js';

/** How it is decided what callers may see of what the supergraph protects. */
export const authorization = z
  .strictObject({
    scopesClaim: text
      .default('scope')
      .describe("The claim with the caller's scopes: a text with blanks between them, or a list."),
    policies: z
      .record(z.string(), claimTest)
      .prefault({})
      .describe('By the name that `@policy` gives; one that is not named here never holds.'),
  })
  .prefault({})
  .transform(compiled);

interface Written {
  readonly scopesClaim: string;
  readonly policies: Readonly<Record<string, ClaimTest>>;
}

function compiled({ scopesClaim, policies }: Written): AuthorizationOptions {
  const known = new Map(Object.entries(policies));
  return {
    scopesClaim,
    hasPolicy(name, { claims }) {
      const policy = known.get(name);
      return policy !== undefined && holds(policy, claims);
    },
  };
}
