import { z } from 'zod';
import { text } from './units.js';

/** A question about a caller's token, as a configuration puts it. */
export const claimTest = z.strictObject({
  claim: text.describe('The claim that is looked at.'),
  is: z
    .array(z.union([text, z.number(), z.boolean()]))
    .min(1, 'must name a value')
    .describe('It holds when the claim is one of these, or a list with one of them.'),
});

export interface ClaimTest {
  readonly claim: string;
  readonly is: readonly unknown[];
}

/** Whether a token says what is asked for; false without a token. */
export function holds(
  { claim, is }: ClaimTest,
  claims: Readonly<Record<string, unknown>> = {},
): boolean {
  const claimed = claims[claim];
  const values: readonly unknown[] = Array.isArray(claimed) ? claimed : [claimed];
  return values.some((value) => is.includes(value));
}
