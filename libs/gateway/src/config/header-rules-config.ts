import { z } from 'zod';
import { isOwnHeader, type HeaderRule } from '../propagation/header-rules.js';
import { headerName, text } from './units.js';

const KINDS = ['propagate', 'matching', 'set', 'claim'] as const;

/** A rule as it is written: one of the four kinds, and what belongs to it. */
export const headerRule = z
  .strictObject({
    propagate: headerName.optional().describe("One of the client's headers, by its name."),
    as: headerName.optional().describe('Under another name: with `propagate` and `claim`.'),
    default: text.optional().describe('Where the client sent none: with `propagate`.'),
    matching: text
      .refine(isPattern, 'must be a regular expression')
      .optional()
      .describe(
        "The client's headers whose names in lower case match this regular expression; never `authorization` and `cookie`, which have to be named.",
      ),
    set: headerName.optional().describe('A header that is always sent, with `value`.'),
    value: text.optional().describe('With `set`.'),
    claim: text.optional().describe("What the caller's token says, under the name in `as`."),
  })
  .superRefine((rule, context) => {
    const kinds = KINDS.filter((kind) => rule[kind] !== undefined);
    const problem = (message: string): void => context.addIssue({ code: 'custom', message });
    if (kinds.length !== 1) problem(`must have exactly one of ${KINDS.join(', ')}`);
    if (rule.set !== undefined && rule.value === undefined) problem('needs a value beside set');
    if (rule.claim !== undefined && rule.as === undefined) problem('needs as beside claim');
    const names = [rule.propagate, rule.as, rule.set].filter((name) => name !== undefined);
    for (const name of names.filter(isOwnHeader)) {
      problem(`names ${name}, which the gateway writes itself`);
    }
  })
  .transform(compiled);

function isPattern(value: string): boolean {
  try {
    return Boolean(new RegExp(value));
  } catch {
    return false;
  }
}

interface Written {
  readonly propagate?: string | undefined;
  readonly as?: string | undefined;
  readonly default?: string | undefined;
  readonly matching?: string | undefined;
  readonly set?: string | undefined;
  readonly value?: string | undefined;
  readonly claim?: string | undefined;
}

function compiled(rule: Written): HeaderRule {
  const { propagate, as, matching, set, value = '', claim = '' } = rule;
  if (propagate !== undefined) {
    return {
      kind: 'propagate',
      name: propagate,
      ...(as !== undefined && { as }),
      ...(rule.default !== undefined && { fallback: rule.default }),
    };
  }
  if (matching !== undefined) return { kind: 'matching', pattern: new RegExp(matching) };
  if (set !== undefined) return { kind: 'set', name: set, value };
  return { kind: 'claim', claim, as: as ?? '' };
}
