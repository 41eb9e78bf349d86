import { describe, expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { DEFAULT_LIMITS } from '../limits/default-limits.js';
import { gatewayConfigSchema } from './config-schema.js';
import { readGatewayConfig, type ConfigSources } from './read-gateway-config.js';

const SOURCE = 'supergraph: { file: supergraph.graphql }\n';

function read(text: string, environment: ConfigSources['environment'] = {}) {
  return readGatewayConfig({ file: { name: 'gateway.yaml', text }, environment });
}

/** The problems of a configuration, a line each. */
function problems(text: string, environment: ConfigSources['environment'] = {}): string[] {
  try {
    read(text, environment);
  } catch (error) {
    if (!isMetamorphosisError(error, 'CONFIGURATION_INVALID')) throw error;
    return error.message.split('\n  ').slice(1);
  }
  return [];
}

describe('a configuration', () => {
  it('that says nothing but where the supergraph is has all defaults', () => {
    const config = read(SOURCE);
    expect(config).toMatchObject({
      listen: { host: '127.0.0.1', port: 4000 },
      mode: 'development',
      introspection: true,
      supergraph: { file: 'supergraph.graphql', every: 5_000, warm: 100 },
      drain: 10_000,
      csrfPrevention: true,
      cors: { origins: [] },
      headers: { all: [], subgraphs: {} },
      traffic: { all: {}, subgraphs: {} },
    });
    expect(config.limits).toEqual(DEFAULT_LIMITS);
    expect(config.identity).toBeUndefined();
  });

  it('is read into milliseconds, header names in lower case, and rules', () => {
    const config = read(`${SOURCE}
drain: 1.5s
traffic:
  all: { timeout: 2s, retries: { attempts: 3, firstWait: 10ms } }
  subgraphs:
    accounts: { breaker: { enabled: false } }
    reviews: { breaker: { failures: 0.2, openFor: 1m } }
headers:
  all:
    - propagate: X-Tenant
      default: none
    - matching: ^x-shop-
  subgraphs:
    accounts: [{ claim: tenant, as: x-account }, { set: x-from, value: gateway }]
`);
    expect(config.drain).toBe(1_500);
    expect(config.traffic).toEqual({
      all: { timeoutMs: 2_000, retries: { attempts: 3, firstMs: 10 } },
      subgraphs: {
        accounts: { breaker: false },
        reviews: { breaker: { failureShare: 0.2, openMs: 60_000 } },
      },
    });
    expect(config.headers).toEqual({
      all: [
        { kind: 'propagate', name: 'x-tenant', fallback: 'none' },
        { kind: 'matching', pattern: /^x-shop-/ },
      ],
      subgraphs: {
        accounts: [
          { kind: 'claim', claim: 'tenant', as: 'x-account' },
          { kind: 'set', name: 'x-from', value: 'gateway' },
        ],
      },
    });
  });

  it('says how subscriptions of subgraphs are reached', () => {
    expect(read(SOURCE).subscriptions).toEqual({ subgraphs: {} });
    const config = read(
      `${SOURCE}
subscriptions:
  all: { heartbeat: 5s, reconnect: { attempts: 0 } }
  subgraphs:
    prices: { url: "wss://prices.internal/live", shared: false, connectTimeout: 1s }
`,
      { METAMORPHOSIS_GATEWAY__SUBSCRIPTIONS__SUBGRAPHS__PRICES__RECONNECT__ATTEMPTS: '7' },
    );
    expect(config.subscriptions).toEqual({
      heartbeatMs: 5_000,
      reconnect: { attempts: 0 },
      subgraphs: {
        prices: {
          url: 'wss://prices.internal/live',
          shared: false,
          connectTimeoutMs: 1_000,
          reconnect: { attempts: 7 },
        },
      },
    });
    expect(
      problems(`${SOURCE}subscriptions: { subgraphs: { prices: { url: "http://prices" } } }`),
    ).toEqual([expect.stringContaining('must be a URL that begins with ws:// or wss://')]);
  });

  it('says which claims grant scopes, and for whom a policy holds', () => {
    const { authorization } = read(`${SOURCE}
authorization:
  scopesClaim: scp
  policies: { auditor: { claim: roles, is: [audit, admin] } }
`);
    const holds = (claims: Record<string, unknown>, policy = 'auditor'): unknown =>
      authorization.hasPolicy?.(policy, { claims });
    expect(authorization.scopesClaim).toBe('scp');
    expect(holds({ roles: 'audit' })).toBe(true);
    expect(holds({ roles: ['sales', 'admin'] })).toBe(true);
    expect(holds({ roles: 'sales' })).toBe(false);
    expect(holds({})).toBe(false);
    expect(holds({ roles: 'audit' }, 'other')).toBe(false);
  });

  it('says for whom labels of @override hold', () => {
    const { overrides } = read(`${SOURCE}
overrides:
  next-stock: true
  percent(5): false
  beta: { claim: groups, is: [beta] }
`);
    expect(overrides('next-stock', {})).toBe(true);
    expect(overrides('percent(5)', {})).toBe(false);
    expect(overrides('percent(10)', {})).toBe(undefined);
    expect(overrides('beta', { claims: { groups: ['beta'] } })).toBe(true);
    expect(overrides('beta', {})).toBe(false);
  });

  it('takes keys from the environment, so that they need not lie in the file', () => {
    const text = 'supergraph: { registry: { url: "http://r/", headers: { x-key: "${env.KEY}" } } }';
    expect(read(text, { KEY: 'secret' }).supergraph.registry?.headers).toEqual({
      'x-key': 'secret',
    });
    expect(problems(text)).toEqual(['gateway.yaml:1:63: KEY is not set. Set it.']);
  });

  it('is refused with every problem, each at its line, with what is allowed', () => {
    const wrong = `supergraph: { file: a.graphql, registry: { url: ftp://x } }
limits:
  maxDeph: 3
  maxTokens: many
traffic:
  all: { timeout: 5 }
headers:
  all:
    - propagate: host
    - set: x-a
mode: fast
`;
    const found = problems(wrong);
    const about = (start: string): string => found.find((one) => one.startsWith(start)) ?? '';
    expect(about('gateway.yaml:1:49: supergraph.registry.url')).toContain(
      'must be a URL that begins with http:// or https://',
    );
    expect(about('gateway.yaml:3:3: limits.maxDeph')).toContain('did you mean "maxDepth"?');
    expect(about('gateway.yaml:4:14: limits.maxTokens')).toContain('"many" must be a whole number');
    expect(about('gateway.yaml:6:19: traffic.all.timeout')).toContain(
      '5 must be a time with its unit: 500ms, 90s, 15m',
    );
    expect(about('gateway.yaml:9:7: headers.all.0')).toContain('host');
    expect(about('gateway.yaml:10:7: headers.all.1')).toContain('value');
    expect(about('gateway.yaml:11:7: mode')).toContain('development or production');
    expect(found).toHaveLength(8);
    expect(problems('supergraph: { file: a, subgraphs: {} }')[0]).toContain('exactly one of');
    expect(problems('mode: production')[0]).toContain('supergraph: is missing');
  });

  it('that is no YAML is refused at its line', () => {
    expect(problems('supergraph:\n  file: a\n file: b\n')[0]).toMatch(/^gateway\.yaml:3:\d+: /);
  });
});

describe('the environment', () => {
  it('stands above the file, by names made of the keys', () => {
    const text = `${SOURCE}traffic: { subgraphs: { user-accounts: { timeout: 1s } } }`;
    const config = read(text, {
      METAMORPHOSIS_GATEWAY__LISTEN__PORT: '4080',
      METAMORPHOSIS_GATEWAY__CSRF_PREVENTION: '0',
      METAMORPHOSIS_GATEWAY__CORS__ORIGINS: 'https://a.example, https://b.example',
      METAMORPHOSIS_GATEWAY__TRAFFIC__SUBGRAPHS__USER_ACCOUNTS__TIMEOUT: '3s',
      METAMORPHOSIS_GATEWAY__LIMITS__MAX_DEPTH: '7',
    });
    expect(config.listen.port).toBe(4080);
    expect(config.csrfPrevention).toBe(false);
    expect(config.cors.origins).toEqual(['https://a.example', 'https://b.example']);
    expect(config.traffic.subgraphs).toEqual({ 'user-accounts': { timeoutMs: 3_000 } });
    expect(config.limits.maxDepth).toBe(7);
  });

  it('is refused by the name of the variable', () => {
    const found = problems(SOURCE, {
      METAMORPHOSIS_GATEWAY__LISTN__PORT: '1',
      METAMORPHOSIS_GATEWAY__DRAIN: 'soon',
      PORT: 'high',
    });
    expect(found).toEqual([
      expect.stringMatching(/^METAMORPHOSIS_GATEWAY__LISTN__PORT: .*did you mean "LISTEN"\?/),
      expect.stringMatching(/^PORT: listen\.port: "high" must be a whole number/),
      expect.stringMatching(/^METAMORPHOSIS_GATEWAY__DRAIN: drain: "soon" must be a time/),
    ]);
  });

  it('stands below the command line', () => {
    const options = [{ variable: '--port', path: ['listen', 'port'], value: 1 }];
    const file = { name: 'gateway.yaml', text: SOURCE };
    const environment = { PORT: '2' };
    expect(readGatewayConfig({ file, environment, options }).listen.port).toBe(1);
  });
});

it('the JSON Schema says of every key what it means', () => {
  const dumb: string[] = [];
  const walk = (schema: ReturnType<typeof gatewayConfigSchema>, path: string): void => {
    for (const [key, below] of Object.entries(schema.properties ?? {})) {
      const isGroup = below.properties !== undefined;
      if (!isGroup && below.description === undefined) dumb.push(`${path}${key}`);
      walk(below, `${path}${key}.`);
      if (typeof below.additionalProperties === 'object') {
        walk(below.additionalProperties, `${path}${key}.*.`);
      }
      if (below.items) walk(below.items, `${path}${key}[].`);
    }
  };
  walk(gatewayConfigSchema(), '');
  expect(dumb).toEqual([]);
});
