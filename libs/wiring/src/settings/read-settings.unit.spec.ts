import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { readSettings, shownSettings } from './read-settings.js';
import { SETTINGS } from './settings.js';

function refusal(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (isMetamorphosisError(error, 'CONFIGURATION_INVALID')) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

test('without an environment every setting has its default', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({
    dataDirectory: '.metamorphosis',
    mode: 'development',
    partitions: 12,
    host: '127.0.0.1',
    drainTimeoutMs: 10_000,
    seed: false,
    logLevel: 'info',
  });
  for (const name of ['kafkaBrokers', 'redisUrl', 'databaseUrl', 'port', 'consumers'] as const) {
    expect(settings[name]).toBeUndefined();
  }
});

test('what is set to nothing counts as not set', () => {
  expect(readSettings({ PORT: '', KAFKA_BROKERS: '  ', REDIS_URL: '' })).toEqual(readSettings({}));
});

test('everything that is wrong is told at once: the variable, its value, why, and what it is for', () => {
  const message = refusal({
    PORT: '70000',
    METAMORPHOSIS_PARTITIONS: 'a dozen',
    METAMORPHOSIS_MODE: 'staging',
    METAMORPHOSIS_NAMESPACE: 'Team One',
    METAMORPHOSIS_SEED: 'maybe',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
  });
  expect(message).toContain('PORT="70000": must lie between 0 and 65535');
  expect(message).toContain('METAMORPHOSIS_PARTITIONS="a dozen": must be a whole number');
  expect(message).toContain('METAMORPHOSIS_MODE="staging"');
  expect(message).toContain('METAMORPHOSIS_NAMESPACE="Team One"');
  expect(message).toContain('METAMORPHOSIS_SEED="maybe"');
  expect(message).toContain('DATABASE_URL=(not shown): must be a URL that begins with postgres://');
  expect(message).not.toContain('hunter2');
  expect(message).toContain(SETTINGS.partitions.meaning);
});

test('lists are read without their spaces and gaps', () => {
  const { kafkaBrokers, consumers } = readSettings({
    KAFKA_BROKERS: ' a:9092, b:9092 ,,',
    METAMORPHOSIS_CONSUMERS: 'commands',
  });
  expect(kafkaBrokers).toEqual(['a:9092', 'b:9092']);
  expect(consumers).toEqual(['commands']);
});

test('what is logged is what differs from the defaults, without secrets', () => {
  const secret = 'x'.repeat(32);
  const shown = shownSettings(
    readSettings({
      PORT: '4080',
      METAMORPHOSIS_SECRET: secret,
      REDIS_URL: 'redis://:hunter2@cache',
      METAMORPHOSIS_MODE: 'development',
    }),
  );
  expect(shown).toEqual({ PORT: 4080, METAMORPHOSIS_SECRET: '(set)', REDIS_URL: '(set)' });
});

test('limits are told by name, and a name that there is not is refused', () => {
  expect(readSettings({ METAMORPHOSIS_LIMITS: 'maxDepth=20, maxRequests = 100' }).limits).toEqual({
    maxDepth: 20,
    maxRequests: 100,
  });
  const message = refusal({ METAMORPHOSIS_LIMITS: 'maxDepth=20,maxWidth=3,maxAliases=many' });
  expect(message).toContain(
    '"maxWidth=3" is not one of <name>=<whole number>; names: maxBodyBytes',
  );
  expect(message).toContain('"maxAliases=many"');
});

test('issuers of tokens are told with where their keys are', () => {
  const value = 'https://id.example https://id.example/jwks.json, other http://other/keys';
  expect(readSettings({ METAMORPHOSIS_JWT_ISSUERS: value }).jwtIssuers).toEqual([
    { issuer: 'https://id.example', jwksUri: 'https://id.example/jwks.json' },
    { issuer: 'other', jwksUri: 'http://other/keys' },
  ]);
  for (const wrong of ['https://id.example', 'a b', 'a http://b c']) {
    expect(refusal({ METAMORPHOSIS_JWT_ISSUERS: wrong })).toContain(`"${wrong}" is not "issuer`);
  }
});

test('the guide to the gateway has a row for each limit', async () => {
  const names = /names: (.*)\. Gateway/
    .exec(refusal({ METAMORPHOSIS_LIMITS: 'x' }))?.[1]
    ?.split(', ');
  const guide = new URL('../../../../docs/guides/gateway.md', import.meta.url);
  const section = (await readFile(guide, 'utf8'))
    .split(/^## /m)
    .find((s) => s.startsWith('Limits'));
  const rows = [...(section ?? '').matchAll(/^\| `(\w+)` *\|/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(names?.sort());
});
