/**
 * Codes after which the same request may be answered later. Those of the platform are in docs/errors.md; this list is what its
 * catalogue says of them (error-codes.unit.spec.ts compares).
 */
export const LATER: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'SLOW_CONSUMER',
  'GOING_AWAY',
  'TOO_MANY_OPERATIONS',
  'OVERLOADED',
  'BUDGET_EXHAUSTED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_INVALID_RESPONSE',
  'NETWORK_ERROR',
]);

/** Whether the same command may be sent again under its idempotency key. */
export function mayBeSentAgain(code: string): boolean {
  return LATER.has(code) || code === 'ACCEPTANCE_UNKNOWN';
}

/** Codes by which a token is refused: a new one may be taken. */
export function isAboutToken(code: string): boolean {
  return code === 'TOKEN_INVALID' || code === 'TOKEN_EXPIRED';
}
