import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemoryCache, createReadiness, silentLogger } from '@metamorphosis/core';
import { composeSubgraphs } from '@metamorphosis/federation';
import { CACHE_LINK, SubgraphServer } from '@metamorphosis/federation/testing';
import { createGateway } from '../create-gateway.js';
import type { GatewayOptions } from '../gateway.js';
import { startIssuer } from '../testing/start-issuer.js';

const SDL = `${CACHE_LINK}
type Query {
  news: Int @cacheControl(maxAge: 60)
  mine: Int @cacheControl(maxAge: 30, scope: PRIVATE)
  now: Int
}`;

/** Starts a gateway whose subgraph answers with another number each time. */
async function start(options: Partial<GatewayOptions> = {}, keeps = true) {
  let counted = 0;
  const next = (): number => (counted += 1);
  const server = await SubgraphServer.start('news', SDL, {
    Query: { news: next, mine: next, now: next },
  });
  const { supergraphSdl } = composeSubgraphs([{ name: 'news', url: server.url, sdl: SDL }]);
  const gateway = await createGateway({
    source: { kind: 'supergraph', supergraph: supergraphSdl },
    readiness: createReadiness(),
    logger: silentLogger,
    mode: 'production',
    port: 0,
    ...(keeps && { responseCache: createMemoryCache() }),
    ...options,
  });
  onTestFinished(async () => {
    await gateway.close();
    await server[Symbol.asyncDispose]();
  });
  const get = async (query: string, headers: Record<string, string> = {}) => {
    const url = `${gateway.url}?query=${encodeURIComponent(query)}`;
    const proven = { 'graphql-require-preflight': '1', ...headers };
    const response = await fetch(url, { headers: proven });
    const { data } = (await response.json()) as { data: Record<string, number> };
    const of = (name: string): string | null => response.headers.get(name);
    return { data, control: of('cache-control'), age: of('age'), vary: of('vary') };
  };
  return { gateway, get, counted: () => counted };
}

describe('the answer of a GET', () => {
  it('says how long it holds, how old it is, and for whom', async () => {
    const { get } = await start();
    const first = await get('{ news }');
    expect(first).toMatchObject({ control: 'public, max-age=60', age: '0', vary: 'accept' });
    const again = await get('{ news }');
    expect(again.data).toEqual(first.data);
    expect(again.control).toBe('public, max-age=60');
    expect(await get('{ mine }')).toMatchObject({ control: 'private, max-age=30', age: '0' });
    expect(await get('{ now }')).toMatchObject({ control: 'no-store', age: null });
  });

  it('grows older while it is kept', async () => {
    const { get } = await start();
    await get('{ news }');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { data, age } = await get('{ news }');
    expect(data).toEqual({ news: 1 });
    expect(Number(age)).toBeGreaterThanOrEqual(7);
  });

  it('says nothing while answers are not kept, and none of a POST does', async () => {
    const { gateway, get } = await start();
    const post = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ news }"}',
    });
    expect(post.headers.get('cache-control')).toBeNull();
    // It was kept for the next one all the same.
    expect(await get('{ news }')).toMatchObject({ data: { news: 1 } });
    const plain = await start({}, false);
    expect((await plain.get('{ news }')).control).toBeNull();
    expect((await plain.get('{ news }')).data).toEqual({ news: 2 });
  });

  it('names the headers that subgraphs see, and is another one for others', async () => {
    const { get } = await start({
      headers: { all: [{ kind: 'propagate', name: 'x-tenant' }] },
      cors: { origins: ['https://a.example'] },
    });
    const first = await get('{ news }', { 'x-tenant': 'a' });
    expect(first).toMatchObject({
      control: 'public, max-age=60',
      vary: 'origin, accept, x-tenant',
    });
    expect((await get('{ news }', { 'x-tenant': 'b' })).data).not.toEqual(first.data);
    expect((await get('{ news }', { 'x-tenant': 'a' })).data).toEqual(first.data);
    const open = await start({ headers: { all: [{ kind: 'matching', pattern: /^x-/ }] } });
    expect((await open.get('{ news }')).control).toBe('no-store');
  });

  it('is kept by nobody between where nobody is let in without a token', async () => {
    const issuer = await startIssuer();
    const { get } = await start({ identity: { issuers: [issuer.trusted], required: true } });
    const authorization = `Bearer ${await issuer.token()}`;
    expect(await get('{ news }', { authorization })).toMatchObject({
      control: 'private, max-age=60',
      vary: 'accept, authorization',
    });
  });

  it('is one for all callers when it is public, and for each his own when it is not', async () => {
    const issuer = await startIssuer();
    const { get } = await start({ identity: { issuers: [issuer.trusted] } });
    const as = async (sub: string): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await issuer.token({ sub })}`,
    });
    const [ada, bob] = [await as('ada'), await as('bob')];
    const first = await get('{ news }', ada);
    expect((await get('{ news }', bob)).data).toEqual(first.data);
    expect((await get('{ news }')).data).toEqual(first.data);
    const numbers = [await get('{ mine }', ada), await get('{ mine }', bob), await get('{ mine }')];
    expect(new Set(numbers.map(({ data }) => data['mine'])).size).toBe(3);
  });
});
