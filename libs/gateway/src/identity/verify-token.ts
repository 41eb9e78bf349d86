import { createRemoteJWKSet, decodeJwt, errors as jose, jwtVerify, type JWTPayload } from 'jose';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Identity, IdentityOptions, TrustedIssuer } from './identity-options.js';

/** Signatures by key pairs: whoever can verify one of these cannot make it. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
];
const EDWARDS = ['EdDSA', 'Ed25519'];

/**
 * Verifies tokens of the trusted issuers. Keys are fetched when they are needed first, and again when a
 * token names one that is not known: issuers rotate them. Rejects with TOKEN_INVALID, and with
 * UNAVAILABLE when an issuer's keys cannot be had.
 */
export function createTokenVerifier(
  options: IdentityOptions,
): (token: string) => Promise<Identity> {
  const { subjectClaim = 'sub', clockToleranceMs = 5_000 } = options;
  const issuers = new Map(
    options.issuers.map((issuer) => [issuer.issuer, verifier(issuer, options)]),
  );
  return async (token) => {
    let payload: JWTPayload;
    try {
      const verify = issuers.get(decodeJwt(token).iss ?? '');
      if (!verify) throw errors.TOKEN_INVALID(['its issuer is not trusted here']);
      payload = await verify(token, clockToleranceMs / 1000);
    } catch (error) {
      throw isMetamorphosisError(error) ? error : explain(error);
    }
    const subject = payload[subjectClaim];
    if (typeof subject !== 'string' || subject === '') {
      throw errors.TOKEN_INVALID([`it has no claim "${subjectClaim}"`]);
    }
    const { exp } = payload;
    return { subject, claims: payload, expiresAt: exp === undefined ? undefined : exp * 1000 };
  };
}

function verifier(
  { issuer, jwksUri, audience }: TrustedIssuer,
  { jwksCooldownMs = 30_000, jwksTimeoutMs = 5_000 }: IdentityOptions,
): (token: string, clockTolerance: number) => Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    cooldownDuration: jwksCooldownMs,
    timeoutDuration: jwksTimeoutMs,
  });
  return async (token, clockTolerance) => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      clockTolerance,
      algorithms: [...ALGORITHMS, ...EDWARDS],
      ...(audience && { audience: [...audience] }),
    });
    return payload;
  };
}

/** Problems of the token are the caller's; all others lie between us and the issuer. */
const REASONS: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'a claim is not as it has to be',
  ERR_JWT_INVALID: 'it is no JSON Web Token',
  ERR_JWS_INVALID: 'it is no JSON Web Token',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is wrong',
  ERR_JWKS_NO_MATCHING_KEY: 'its key is not known',
  ERR_JOSE_ALG_NOT_ALLOWED: 'its algorithm is not allowed',
  ERR_JOSE_NOT_SUPPORTED: 'its algorithm is not known',
};

function explain(error: unknown): Error {
  const reason = error instanceof jose.JOSEError ? REASONS[error.code] : undefined;
  if (reason !== undefined) return errors.TOKEN_INVALID([reason], { cause: error });
  return errors.UNAVAILABLE(["The token's issuer"], { cause: error });
}
