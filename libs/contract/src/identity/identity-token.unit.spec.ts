import { expect, test } from 'vitest';
import type { Secrets } from '../ids/idempotent-command-id.js';
import { readIdentity, signIdentity } from './identity-token.js';

const secrets: Secrets = { current: { keyId: 'k1', secret: 'a secret for tests' }, previous: [] };
const NOW = Date.parse('2026-11-21T09:00:00Z');
const ada = { subject: 'ada|ä', scopes: ['orders:read', 'orders:write'] };

test('what the gateway signs, subgraphs read', async () => {
  const token = await signIdentity(secrets, ada, NOW);
  expect(await readIdentity(secrets, token, NOW)).toEqual(ada);
  const bob = { subject: 'bob', scopes: [] };
  expect(await readIdentity(secrets, await signIdentity(secrets, bob, NOW), NOW)).toEqual(bob);
});

test('it is good for a minute, and clocks may differ by five seconds', async () => {
  const token = await signIdentity(secrets, ada, NOW);
  expect(await readIdentity(secrets, token, NOW + 64_000)).toEqual(ada);
  expect(await readIdentity(secrets, token, NOW + 65_000)).toBeUndefined();
  expect(await readIdentity(secrets, token, NOW - 5_000)).toEqual(ada);
  expect(await readIdentity(secrets, token, NOW - 6_000)).toBeUndefined();
});

test('it outlives the rotation of the secret, and nothing else', async () => {
  const token = await signIdentity(secrets, ada, NOW);
  const next = { keyId: 'k2', secret: 'another secret for tests' };
  const rotated = { current: next, previous: [secrets.current] };
  expect(await readIdentity(rotated, token, NOW)).toEqual(ada);
  expect(await readIdentity({ current: next, previous: [] }, token, NOW)).toBeUndefined();
  const sameName = { current: { ...next, keyId: 'k1' }, previous: [] };
  expect(await readIdentity(sameName, token, NOW)).toBeUndefined();
});

test('what was changed, or is none, is refused', async () => {
  const [head = '', body = '', mac = ''] = (await signIdentity(secrets, ada, NOW)).split('.');
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = encode({ iss: 'metamorphosis', sub: 'grace', iat: 0, exp: 9e9 });
  const unsigned = encode({ alg: 'none', kid: 'k1' });
  const attempts = [
    '',
    'x',
    `${head}.${body}`,
    `${head}.${forged}.${mac}`,
    `${unsigned}.${body}.`,
    `${unsigned}.${body}.${mac}`,
    `${head}.${body}.${mac}.`,
    `${head}.${body}.%`,
    `${head}.${body}.${mac.slice(0, -4)}`,
  ];
  for (const token of attempts)
    expect(await readIdentity(secrets, token, NOW), token).toBeUndefined();
});
