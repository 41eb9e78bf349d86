/** Somebody who signs tokens that the gateway takes. */
export interface TrustedIssuer {
  /** As the token's `iss` has it. */
  readonly issuer: string;
  /** Where its keys are published (JWKS). */
  readonly jwksUri: string;
  /** One of these has to stand in the token's `aud`. @default any */
  readonly audience?: readonly string[];
}

/** How callers are identified: by JSON Web Tokens. */
export interface IdentityOptions {
  readonly issuers: readonly TrustedIssuer[];
  /** Refuses callers without a token. @default false: they are nobody in particular */
  readonly required?: boolean;
  /** The claim that names the caller. @default 'sub' */
  readonly subjectClaim?: string;
  /** How far the issuer's clock may be off. @default 5000 */
  readonly clockToleranceMs?: number;
  /** How often an issuer's keys are asked for, at most, when a token names one that is not known. @default 30000 */
  readonly jwksCooldownMs?: number;
  /** How long an issuer may take to answer. @default 5000 */
  readonly jwksTimeoutMs?: number;
}

/** Who a token speaks for. */
export interface Identity {
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** When the token ends; milliseconds of the epoch. */
  readonly expiresAt: number | undefined;
}
