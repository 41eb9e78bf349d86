import { describe, expect, it, onTestFinished } from 'vitest';
import { createReadiness, silentLogger } from '@metamorphosis/core';
import { composeSubgraphs, eventsSubgraphOf } from '@metamorphosis/federation';
import { SubgraphServer } from '@metamorphosis/federation/testing';
import { createGateway } from '../create-gateway.js';
import type { GatewayOptions } from '../gateway.js';
import { CUSTOMERS, ORDERS, ORDERS_EVENTS, startShop } from '../testing/shop.js';
import { startGateway } from '../testing/start-gateway.js';
import { startIssuer, type TestIssuer } from '../testing/start-issuer.js';
import { TRANSPORTS } from '../testing/transports.js';

const IMPORTS = '["@key", "@authenticated", "@requiresScopes", "@policy"]';
const USERS = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${IMPORTS})
type Query {
  me: User @authenticated
  users: [User!]!
  things: [Thing!]!
  secret: Secret
  audit: String! @policy(policies: [["auditor"]])
  open: String
}
type Mutation { wipe: Boolean @requiresScopes(scopes: [["admin"], ["write", "all"]]) }
type User @key(fields: "id") { id: ID! name: String email: String @requiresScopes(scopes: [["email"]]) }
interface Thing { id: ID! }
type Plain implements Thing { id: ID! }
type Secret implements Thing @authenticated { id: ID! code: Int }`;
const REVIEWS = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${IMPORTS})
type User @key(fields: "id") { id: ID! reviews: Int @requiresScopes(scopes: [["reviews"]]) }`;

async function bed(options: Partial<GatewayOptions> = {}) {
  const issuer = await startIssuer();
  const wiped: number[] = [];
  const ada = { id: '1', name: 'Ada', email: 'ada@example.org' };
  const users = await SubgraphServer.start('users', USERS, {
    Query: {
      me: () => ada,
      users: () => [ada, { ...ada, id: '2', name: 'Grace' }],
      things: () => [
        { __typename: 'Plain', id: 'p' },
        { __typename: 'Secret', id: 's', code: 7 },
      ],
      secret: () => ({ id: 's', code: 7 }),
      audit: () => 'log',
      open: () => 'for all',
    },
    Mutation: { wipe: () => wiped.push(1) > 0 },
  });
  const reviews = await SubgraphServer.start('reviews', REVIEWS, {
    User: { __resolveReference: (ref: unknown) => ref, reviews: () => 3 },
  });
  const subgraphs = [users, reviews].map(({ name, url, sdl }) => ({ name, url, sdl }));
  const gateway = await createGateway({
    source: { kind: 'supergraph', supergraph: composeSubgraphs(subgraphs).supergraphSdl },
    identity: { issuers: [issuer.trusted] },
    readiness: createReadiness(),
    logger: silentLogger,
    mode: 'production',
    port: 0,
    ...options,
  });
  onTestFinished(async () => {
    await gateway.close();
    await users[Symbol.asyncDispose]();
    await reviews[Symbol.asyncDispose]();
  });
  const ask = async (query: string, claims?: Record<string, unknown>): Promise<unknown> => {
    const token = claims && (await issuer.token(claims));
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const body = JSON.stringify({ query });
    return (await fetch(gateway.url, { method: 'POST', headers, body })).json();
  };
  return { ask, users, reviews, wiped };
}

const denied = (code: string, ...path: (string | number)[]): unknown =>
  expect.objectContaining({ path, extensions: expect.objectContaining({ code }) as unknown });

describe('a protected field', () => {
  it('is null with an error at its path, is not asked for, and leaves the rest alone', async () => {
    const { ask, users, reviews } = await bed();
    const query = '{ open me { name } users { id mail: email reviews } }';
    expect(await ask(query)).toEqual({
      data: {
        open: 'for all',
        me: null,
        users: [
          { id: '1', mail: null, reviews: null },
          { id: '2', mail: null, reviews: null },
        ],
      },
      errors: expect.arrayContaining([
        denied('UNAUTHENTICATED', 'me'),
        denied('UNAUTHENTICATED', 'users', 0, 'mail'),
        denied('UNAUTHENTICATED', 'users', 1, 'reviews'),
      ]) as unknown,
    });
    expect(users.received).toHaveLength(1);
    expect(users.received[0]?.query).not.toMatch(/email|me\b/);
    expect(reviews.received).toEqual([]);

    const known = await ask(query, { scope: 'other email' });
    expect(known).toMatchObject({
      data: { me: { name: 'Ada' }, users: [{ mail: 'ada@example.org', reviews: null }, {}] },
      errors: [
        denied('FORBIDDEN', 'users', 0, 'reviews'),
        denied('FORBIDDEN', 'users', 1, 'reviews'),
      ],
    });
    expect(await ask(query, { scope: ['email', 'reviews'] })).toMatchObject({
      data: { users: [{ reviews: 3 }, { reviews: 3 }] },
    });
    expect(await ask(query)).toMatchObject({ data: { me: null } });
  });

  it('takes along what may not be null', async () => {
    const { ask } = await bed();
    expect(await ask('{ open audit }', {})).toEqual({
      data: null,
      errors: [denied('FORBIDDEN', 'audit')],
    });
  });

  it('of a type is so wherever its objects stand, behind interfaces and fragments too', async () => {
    const { ask } = await bed();
    const query = '{ secret { code } things { __typename id ... on Secret { code } } }';
    const answer = (await ask(query)) as { errors: unknown[] };
    expect(answer).toMatchObject({ data: null });
    expect(answer.errors).toContainEqual(denied('UNAUTHENTICATED', 'secret'));
    expect(await ask(query, {})).toEqual({
      data: {
        secret: { code: 7 },
        things: [
          { __typename: 'Plain', id: 'p' },
          { __typename: 'Secret', id: 's', code: 7 },
        ],
      },
    });
  });

  it('of a mutation is not executed', async () => {
    const { ask, wiped } = await bed();
    const refused = (code: string): unknown => ({
      data: { wipe: null },
      errors: [denied(code, 'wipe')],
    });
    expect(await ask('mutation { wipe }')).toEqual(refused('UNAUTHENTICATED'));
    expect(await ask('mutation { wipe }', { scope: 'write' })).toEqual(refused('FORBIDDEN'));
    expect(wiped).toEqual([]);
    expect(await ask('mutation { wipe }', { scope: 'all write' })).toEqual({
      data: { wipe: true },
    });
    expect(wiped).toEqual([1]);
  });

  it('may be left to a policy', async () => {
    const hasPolicy: NonNullable<GatewayOptions['authorization']>['hasPolicy'] = (name, context) =>
      name === 'auditor' && context.claims?.['role'] === 'audit';
    const { ask } = await bed({ authorization: { hasPolicy } });
    expect(await ask('{ audit }', { role: 'audit' })).toEqual({ data: { audit: 'log' } });
    expect(await ask('{ audit }', { role: 'sales' })).toMatchObject({ data: null });
  });
});

describe('a protected stream', () => {
  const protectedEvents = ORDERS_EVENTS.replace(
    'import: ["@key", "@shareable", "@composeDirective"]',
    'import: ["@key", "@shareable", "@composeDirective", "@authenticated", "@requiresScopes", "@policy"]',
  )
    .replace('orderCancelled: OrderCancelled!', 'orderCancelled: OrderCancelled! @authenticated')
    .replace('note: String', 'note: String @policy(policies: [["notes"]])')
    .replace('orderEvent(customerId: ID): OrderEvent!', '$& @policy(policies: [["events"]])');

  async function streams(options: Partial<GatewayOptions>, issuer: TestIssuer) {
    const shop = await startShop();
    onTestFinished(() => shop[Symbol.asyncDispose]());
    const { supergraphSdl } = composeSubgraphs([
      { name: 'customers', url: shop.customers.url, sdl: CUSTOMERS },
      { name: 'orders', url: shop.orders.url, sdl: ORDERS },
      { name: eventsSubgraphOf('orders'), url: 'board:orders', sdl: protectedEvents },
    ]);
    return startGateway({
      source: { kind: 'supergraph', supergraph: supergraphSdl },
      identity: { issuers: [issuer.trusted] },
      ...options,
    });
  }

  const bearer = async (issuer: TestIssuer, seconds?: number): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await issuer.token({}, seconds)}`,
  });
  const event = (orderId: string): Record<string, unknown> => ({
    orderId,
    customerId: 'ada',
    note: 'private',
    order: { id: orderId },
  });

  it.each(TRANSPORTS)('over %s is refused at the subscription', async (_, subscribe) => {
    const issuer = await startIssuer();
    const bed = await streams({}, issuer);
    const query = 'subscription { orderCancelled { reason } }';
    const unknown = await subscribe(bed, query);
    expect(await unknown.next()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(bed.gateway.load().subscriptions).toBe(0);
    const known = await subscribe(bed, query, await bearer(issuer));
    await known.opened();
    await bed.publish('OrderCancelled', { orderId: 'a', customerId: 'ada', reason: 'late' });
    expect((await known.next()).data).toEqual({ orderCancelled: { reason: 'late' } });
  });

  it.each(TRANSPORTS)(
    'over %s has its protected fields checked again for each event',
    async (_, subscribe) => {
      const issuer = await startIssuer();
      let allowed = true;
      const bed = await streams({ authorization: { hasPolicy: () => allowed } }, issuer);
      const query = 'subscription { orderPlaced { orderId note } }';
      const answers = await subscribe(bed, query, await bearer(issuer));
      await answers.opened();
      await bed.publish('OrderPlaced', event('a-1'));
      expect((await answers.next()).data).toEqual({
        orderPlaced: { orderId: 'a-1', note: 'private' },
      });
      allowed = false;
      await bed.publish('OrderPlaced', event('a-2'));
      expect(await answers.next()).toMatchObject({
        data: { orderPlaced: { orderId: 'a-2', note: null } },
        errors: [denied('FORBIDDEN', 'orderPlaced', 'note')],
      });
      allowed = true;
      await bed.publish('OrderPlaced', event('a-3'));
      expect((await answers.next()).data).toEqual({
        orderPlaced: { orderId: 'a-3', note: 'private' },
      });
    },
  );

  it.each(TRANSPORTS)(
    'over %s ends when its field may not be seen any more',
    async (_, subscribe) => {
      const issuer = await startIssuer();
      let allowed = true;
      const bed = await streams({ authorization: { hasPolicy: () => allowed } }, issuer);
      const query = 'subscription { orderEvent { orderId } }';
      const answers = await subscribe(bed, query, await bearer(issuer));
      await answers.opened();
      allowed = false;
      await bed.publish('OrderPlaced', event('a-1'));
      expect(await answers.next()).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
      await expect.poll(() => bed.gateway.load().subscriptions).toBe(0);
    },
  );

  it.each(TRANSPORTS)('over %s ends with its token, with its cursor', async (_, subscribe) => {
    const issuer = await startIssuer();
    const bed = await streams({}, issuer);
    const query = 'subscription { orderPlaced { orderId } }';
    const answers = await subscribe(bed, query, await bearer(issuer, 2));
    expect(await answers.next()).toMatchObject({
      errors: [{ extensions: { code: 'TOKEN_EXPIRED', cursor: expect.any(String) as string } }],
    });
    await expect.poll(() => bed.gateway.load().subscriptions).toBe(0);
  });
});
