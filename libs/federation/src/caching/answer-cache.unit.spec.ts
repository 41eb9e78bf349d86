import { describe, expect, it } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { createMemoryCache, type Cache } from '@metamorphosis/core';
import type { RequestContext } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { CACHE_LINK } from '../testing/cache-control.js';
import { SubgraphServer } from '../testing/subgraph-server.js';

const SDL = `${CACHE_LINK}
type Query {
  news(of: Int): Int @cacheControl(maxAge: 60)
  mine: Int @cacheControl(maxAge: 60, scope: PRIVATE)
  guarded: Int @authenticated @cacheControl(maxAge: 60)
  short: Int @cacheControl(maxAge: 1)
  broken: Int @cacheControl(maxAge: 60)
  unsaid: Int
}
type Mutation { add: Int @cacheControl(maxAge: 60) }`;

type Ask = (
  query: string,
  context?: RequestContext,
  variables?: Record<string, unknown>,
) => Promise<{ readonly body: string; readonly caching: unknown }>;

/** Every answer of the subgraph is another number: equal answers are one that was kept. */
async function withNews(
  test: (ask: Ask) => Promise<void>,
  responseCache: Cache = createMemoryCache(),
): Promise<void> {
  let counted = 0;
  const next = (): number => (counted += 1);
  const broken = (): number => {
    next();
    throw new Error('No.');
  };
  const fields = { news: next, mine: next, guarded: next, short: next, unsaid: next, broken };
  await using server = await SubgraphServer.start('news', SDL, {
    Query: fields,
    Mutation: { add: next },
  });
  const supergraph = composeLocally([{ name: 'news', url: server.url, sdl: SDL }]);
  await using engine = await createEngine({ supergraph, responseCache });
  await test(async (query, context = {}, variables = {}) => {
    const prepared = engine.prepare(query);
    if (!prepared.ok) throw new Error(prepared.answer.body());
    const answer = await prepared.operation.execute(variables, context);
    expect(JSON.parse(answer.body())).toEqual(answer.result());
    return { body: answer.body(), caching: answer.caching };
  });
}

const ada: RequestContext = { subject: 'ada', claims: { sub: 'ada' } };
const bob: RequestContext = { subject: 'bob', claims: { sub: 'bob' } };

describe('an answer that holds for a while', () => {
  it('is kept, and given to all to whom it is public, with its age', () =>
    withNews(async (ask) => {
      const first = await ask('{ news }', ada);
      expect(first.caching).toEqual({ maxAgeMs: 60_000, scope: 'PUBLIC', ageMs: 0 });
      const again = await ask('{ news }', bob);
      expect(again.body).toBe(first.body);
      expect(again.caching).toMatchObject({ maxAgeMs: 60_000, scope: 'PUBLIC' });
      expect((await ask('{ news }')).body).toBe(first.body);
    }));

  it('is another one for other variables, documents and operations', () =>
    withNews(async (ask) => {
      const query = 'query ($of: Int) { news(of: $of) }';
      const asked = [
        await ask(query, {}, { of: 1 }),
        await ask(query, {}, { of: 2 }),
        await ask(query, {}, { of: 1, unused: 7 }),
        await ask('{ news(of: 1) }'),
        await ask('{ a: news(of: 1) }'),
      ].map(({ body }) => body);
      expect(new Set(asked).size).toBe(4);
      expect(asked[2]).toBe(asked[0]);
    }));

  it('is another one where subgraphs see other headers', () =>
    withNews(async (ask) => {
      const from = (tenant: string, traceparent = ''): RequestContext => ({
        headers: { 'x-tenant': tenant, traceparent },
      });
      const first = await ask('{ news }', from('a'));
      expect((await ask('{ news }', from('b'))).body).not.toBe(first.body);
      expect((await ask('{ news }', from('a', '00-1'))).body).toBe(first.body);
      const named = { subgraphHeaders: { news: { 'x-tenant': 'a' } } };
      expect((await ask('{ news }', named)).body).not.toBe(first.body);
    }));

  it('is kept for nobody when it is private, or protected, whoever asks again', () =>
    withNews(async (ask) => {
      for (const query of ['{ mine }', '{ guarded }', '{ news mine }']) {
        const first = await ask(query, ada);
        expect(first.caching).toMatchObject({ scope: 'PRIVATE', ageMs: 0 });
        for (const context of [ada, bob]) {
          expect((await ask(query, context)).body, query).not.toBe(first.body);
        }
      }
    }));

  it('is not kept when something failed, nothing is said of it, or it is the outcome of a mutation', () =>
    withNews(async (ask) => {
      for (const query of ['{ unsaid news }', 'mutation { add }']) {
        const first = await ask(query);
        expect(first.caching, query).toBeUndefined();
        expect((await ask(query)).body, query).not.toBe(first.body);
      }
      const failed = await ask('{ news broken }');
      expect(failed.caching).toBeUndefined();
      expect((await ask('{ news broken }')).body).not.toBe(failed.body);
    }));

  it('is asked anew when its time is over', () =>
    withNews(async (ask) => {
      const first = await ask('{ short }');
      const later = { timeout: 5_000, interval: 20 };
      await expect.poll(async () => (await ask('{ short }')).body, later).not.toBe(first.body);
    }));

  it('is asked of the subgraphs while the cache is away', () => {
    const away = createMemoryCache();
    const gone = async (): Promise<never> => {
      throw errors.UNAVAILABLE(['The cache']);
    };
    return withNews(
      async (ask) => {
        const first = await ask('{ news }');
        expect(first.caching).toMatchObject({ ageMs: 0 });
        expect((await ask('{ news }')).body).not.toBe(first.body);
      },
      Object.assign(away, { get: gone, set: gone }),
    );
  });
});
