import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { createMemoryCache, silentLogger, type Cache } from '@metamorphosis/core';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { startIssuer } from '../testing/start-issuer.js';
import { Watch } from '../testing/watch.js';
import { addressOf } from './address-of.js';
import { CostBudget, type BudgetOptions } from './cost-budget.js';

const CUSTOMER = '{ customer(id: "ada") { name } }';
const NOON = Date.UTC(2026, 10, 21, 12);

function withBudget(perMinute: BudgetOptions): Promise<TestGateway> {
  return startGateway({ cost: { perMinute } });
}
const code = (answer: unknown): unknown =>
  (answer as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code;
/** Asks for something that costs so much: each alias is an object. */
const costing = (cost: number): string =>
  `{ ${Array.from({ length: cost }, (_, i) => `c${i}: customer(id: "ada") { id }`).join(' ')} }`;

describe('what a caller may use up in a minute', () => {
  // The clock stands: no minute ends while a test is at it.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOON }));
  afterEach(() => void vi.useRealTimers());

  it('is counted by cost, and refused beyond it with when to come again', async () => {
    const bed = await withBudget({ max: 5 });
    expect((await bed.post({ query: costing(4) })).status).toBe(200);
    const refused = await bed.post({ query: costing(2) });
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const { errors: list } = (await refused.json()) as { errors: { extensions: object }[] };
    expect(list[0]?.extensions).toMatchObject({ code: 'BUDGET_EXHAUSTED', cost: 2, allowed: 5 });
    // What was refused has used nothing up.
    expect((await bed.post({ query: CUSTOMER })).status).toBe(200);
    expect(code(await bed.query(CUSTOMER))).toBe('BUDGET_EXHAUSTED');
    // Each costs at least 1, and over a socket the same account is used.
    expect(code(await bed.query('{ __typename }'))).toBe('BUDGET_EXHAUSTED');
    const watch = new Watch(bed.client(), { query: 'subscription { orderPlaced { orderId } }' });
    expect(await watch.over()).toMatchObject([{ extensions: { code: 'BUDGET_EXHAUSTED' } }]);
  });

  it('is each subject’s own, wherever it comes from', async () => {
    const issuer = await startIssuer();
    const bed = await startGateway({
      identity: { issuers: [issuer.trusted] },
      cost: { perMinute: { max: 1 } },
    });
    const as = async (sub: string): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await issuer.token({ sub })}`,
    });
    const statuses = async (headers: Record<string, string>): Promise<number[]> => [
      (await bed.post({ query: CUSTOMER }, headers)).status,
      (await bed.post({ query: CUSTOMER }, headers)).status,
    ];
    expect(await statuses(await as('ada'))).toEqual([200, 429]);
    expect(await statuses(await as('bob'))).toEqual([200, 429]);
    expect(await statuses({})).toEqual([200, 429]);
  });

  it('is each address’ own while nobody knows who asks, as the proxy in front says', async () => {
    const bed = await withBudget({ max: 1, addressHeader: 'x-forwarded-for' });
    const from = async (address: string): Promise<number> =>
      (await bed.post({ query: CUSTOMER }, { 'x-forwarded-for': address })).status;
    expect(await from('192.0.2.1')).toBe(200);
    expect(await from('192.0.2.1')).toBe(429);
    expect(await from('192.0.2.2')).toBe(200);
    // What the client said of itself stands before what the proxy adds.
    expect(await from('192.0.2.77, 192.0.2.2')).toBe(429);
    expect(await from('192.0.2.2, 192.0.2.3')).toBe(200);
  });

  it('is one for two gateways that count in one place', async () => {
    const cache = createMemoryCache();
    const one = await withBudget({ max: 1, cache });
    const other = await withBudget({ max: 1, cache });
    expect((await one.post({ query: CUSTOMER })).status).toBe(200);
    expect((await other.post({ query: CUSTOMER })).status).toBe(429);
  });

  it('refuses nobody else who asked for the same at that moment', async () => {
    const bed = await withBudget({ max: 1, addressHeader: 'x-from' });
    const ask = async (from: string): Promise<number> =>
      (await bed.post({ query: CUSTOMER }, { 'x-from': from })).status;
    await ask('192.0.2.1');
    expect(await Promise.all([ask('192.0.2.1'), ask('192.0.2.2')])).toEqual([429, 200]);
  });
});

describe('an account', () => {
  const ada = { payer: 'subject ada' };

  it('is filled again with the minute of the clock', async () => {
    let now = NOON + 59_000;
    const budget = new CostBudget({ max: 2 }, silentLogger, () => now);
    expect(await budget.charge(ada, 1.2)).toBeUndefined();
    const refused = await budget.charge(ada, 1);
    expect(refused?.details).toMatchObject({ cost: 1, allowed: 2, retryAfterMs: 1_000 });
    now = NOON + 60_000;
    expect(await budget.charge(ada, 1)).toBeUndefined();
  });

  it('is kept in this process while the cache is away', async () => {
    const gone = async (): Promise<never> => {
      throw errors.UNAVAILABLE(['The cache']);
    };
    const cache: Cache = Object.assign(createMemoryCache(), { take: gone });
    const budget = new CostBudget({ max: 1, cache }, silentLogger, () => NOON);
    expect(await budget.charge(ada, 1)).toBeUndefined();
    expect((await budget.charge(ada, 1))?.code).toBe('BUDGET_EXHAUSTED');
  });
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the address %s counts as %s', (remoteAddress, expected) => {
  expect(addressOf({ headers: {}, socket: { remoteAddress } } as never)).toBe(expected);
});
