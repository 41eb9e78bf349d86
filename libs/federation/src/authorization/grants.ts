import type { RequestContext } from '../engine/engine.js';
import type { Requirement } from './access-rules.js';

/** How it is decided what a caller may see. */
export interface AuthorizationOptions {
  /** The claim with the caller's scopes: a text with blanks between them, or a list. @default 'scope' */
  readonly scopesClaim?: string;
  /** Whether a policy holds for a caller. @default none does */
  readonly hasPolicy?: (policy: string, context: RequestContext) => boolean;
}

/** What one caller is granted. */
export interface Grants {
  readonly isAuthenticated: boolean;
  satisfies(requirement: Requirement): boolean;
}

/** Reads what a caller is granted from what is known of them. */
export function grantsOf(
  context: RequestContext,
  { scopesClaim, hasPolicy = () => false }: AuthorizationOptions,
): Grants {
  let scopes: ReadonlySet<string> | undefined;
  const holds = (kind: 'scopes' | 'policies', name: string): boolean =>
    kind === 'policies'
      ? hasPolicy(name, context)
      : (scopes ??= new Set(scopesOf(context, scopesClaim))).has(name);
  return {
    isAuthenticated: context.subject !== undefined,
    satisfies(requirement) {
      if (requirement.kind === 'authenticated') return context.subject !== undefined;
      const { kind, anyOf } = requirement;
      return anyOf.some((all) => all.every((name) => holds(kind, name)));
    },
  };
}

/** The scopes that a caller's token grants. */
export function scopesOf(
  { claims }: Pick<RequestContext, 'claims'>,
  scopesClaim = 'scope',
): readonly string[] {
  const claim = claims?.[scopesClaim];
  if (typeof claim === 'string') return claim.split(' ').filter((scope) => scope !== '');
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : [];
}
