import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { onTestFinished } from 'vitest';
import type { TrustedIssuer } from '../identity/identity-options.js';

/** Somebody who signs tokens, and publishes its keys. */
export interface TestIssuer {
  readonly trusted: TrustedIssuer;
  /** How often its keys were asked for. */
  readonly asked: () => number;
  /** Signs with a new key from now on, and publishes it in place of the old one. */
  rotate(): Promise<void>;
  /** Publishes nothing any more. */
  stop(): void;
  token(claims?: Record<string, unknown>, seconds?: number): Promise<string>;
  readonly publicKey: () => JWK;
}

/** Starts one; it ends with the test. */
export async function startIssuer(): Promise<TestIssuer> {
  let key: { kid: string; privateKey: CryptoKey; jwk: JWK };
  let made = 0;
  let asked = 0;
  const rotate = async (): Promise<void> => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const kid = `key-${(made += 1)}`;
    key = { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' } };
  };
  await rotate();
  const server = createServer((_, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    trusted: { issuer, jwksUri: `${issuer}/jwks.json` },
    asked: () => asked,
    rotate,
    stop,
    publicKey: () => key.jwk,
    token: (claims = {}, seconds = 60) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ sub: 'ada', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setIssuer((claims['iss'] as string | undefined) ?? issuer)
        .setIssuedAt(now)
        .setExpirationTime(now + seconds)
        .sign(key.privateKey);
    },
  };
}
