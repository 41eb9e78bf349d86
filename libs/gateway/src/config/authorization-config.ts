import { z } from 'zod';
import type { AuthorizationOptions } from '@metamorphosis/federation';
import { text } from './units.js';

/** How it is decided what callers may see of what the supergraph protects. */
export const authorization = z
  .strictObject({
    scopesClaim: text
      .default('scope')
      .describe("The claim with the caller's scopes: a text with blanks between them, or a list."),
    policies: z
      .record(
        z.string(),
        z.strictObject({
          claim: text.describe('The claim that is looked at.'),
          is: z
            .array(z.union([text, z.number(), z.boolean()]))
            .min(1, 'must name a value')
            .describe(
              'The policy holds when the claim is one of these, or a list with one of them.',
            ),
        }),
      )
      .prefault({})
      .describe('By the name that `@policy` gives; one that is not named here never holds.'),
  })
  .prefault({})
  .transform(compiled);

interface Written {
  readonly scopesClaim: string;
  readonly policies: Readonly<
    Record<string, { readonly claim: string; readonly is: readonly unknown[] }>
  >;
}

function compiled({ scopesClaim, policies }: Written): AuthorizationOptions {
  const known = new Map(Object.entries(policies));
  return {
    scopesClaim,
    hasPolicy(name, { claims = {} }) {
      const policy = known.get(name);
      if (!policy) return false;
      const claimed: unknown = claims[policy.claim];
      const values: readonly unknown[] = Array.isArray(claimed) ? claimed : [claimed];
      return values.some((value) => policy.is.includes(value));
    },
  };
}
