import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryCache, createReadiness, silentLogger } from '@metamorphosis/core';
import { composeSubgraphs } from '@metamorphosis/federation';
import { CACHE_LINK, SubgraphServer } from '@metamorphosis/federation/testing';
import { Metrics } from '@metamorphosis/telemetry';
import { createGateway } from '../create-gateway.js';
import type { GatewayOptions } from '../gateway.js';
import { startGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const SDL = `${CACHE_LINK}
type Query { news: Int @cacheControl(maxAge: 60) slow: Int }`;

/** A gateway over a supergraph that can be replaced, and what it measures. */
async function start(options: Partial<GatewayOptions> = {}, slow = async (): Promise<number> => 1) {
  const metrics = new Metrics();
  const server = await SubgraphServer.start('news', SDL, { Query: { news: () => 1, slow } });
  const sdl = (more = ''): string =>
    composeSubgraphs([{ name: 'news', url: server.url, sdl: `${SDL}${more}` }]).supergraphSdl;
  let update: (sdl: string) => void = () => undefined;
  const gateway = await createGateway({
    source: {
      kind: 'supergraph',
      supergraph: {
        initialize: async (hooks) => {
          update = hooks.update;
          return { supergraphSdl: sdl() };
        },
      },
    },
    readiness: createReadiness(),
    logger: silentLogger,
    mode: 'production',
    port: 0,
    metrics,
    ...options,
  });
  onTestFinished(async () => {
    await gateway.close();
    await server[Symbol.asyncDispose]();
  });
  const post = (query: string): Promise<Response> =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
  return { gateway, server, metrics, post, sdl, update: (text: string) => update(text) };
}

/** Readings of a measure: labels with values. */
async function readings(metrics: Metrics, name: string): Promise<Record<string, number>> {
  const found = (await metrics.snapshot()).find(
    (one) => one.name === `metamorphosis_gateway_${name}`,
  );
  return Object.fromEntries(
    (found?.values ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
  );
}
const SOON = { timeout: 10_000, interval: 10 };

describe('a gateway counts', () => {
  it('operations by their transport and outcome, subgraphs, and what they cost', async () => {
    const metrics = new Metrics();
    const bed = await startGateway({ metrics, cost: { max: 5 } });
    await bed.query('{ customer(id: "ada") { name } }');
    await bed.query('{ nothing }');
    await bed.post('broken');
    const watch = new Watch(bed.client(), { query: '{ order(id: "ada-1") { total } }' });
    await watch.next();
    await expect
      .poll(() => readings(metrics, 'requests_total'), SOON)
      .toEqual({
        'http ok': 1,
        'http GRAPHQL_VALIDATION_FAILED': 1,
        'http BAD_REQUEST': 1,
        'websocket ok': 1,
      });
    expect(await readings(metrics, 'cost_total')).toEqual({ '': 2 });
    const { values = [] } =
      (await metrics.snapshot()).find(({ name }) => name.endsWith('subgraph_seconds')) ?? {};
    const counts = values.flatMap(({ labels, value, ...more }) =>
      String((more as { metricName?: string }).metricName).endsWith('_count')
        ? [[labels.subgraph, value]]
        : [],
    );
    expect(Object.fromEntries(counts)).toEqual({ customers: 1, orders: 1 });
    await bed.gateway.close();
  });

  it('answers that were kept', async () => {
    const { metrics, post } = await start({ responseCache: createMemoryCache() });
    await post('{ news }');
    await post('{ news }');
    await post('{ news slow }');
    expect(await readings(metrics, 'response_cache_total')).toEqual({ hit: 1, miss: 1 });
  });

  it('requests that it sheds, and what is in hand', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    const { gateway, metrics, post } = await start({ limits: { maxRequests: 1 } }, () => promise);
    const first = post('{ slow }');
    await expect.poll(() => gateway.load().requests, SOON).toBe(1);
    expect((await post('{ slow }')).status).toBe(503);
    expect(await readings(metrics, 'shed_total')).toEqual({ request: 1 });
    expect(await readings(metrics, 'in_hand')).toMatchObject({ requests: 1, sockets: 0 });
    resolve(1);
    expect((await first).status).toBe(200);
  });

  it('supergraphs that took over, and those that were refused with the reason', async () => {
    const { metrics, sdl, update } = await start();
    update(sdl('type More { a: Int } extend type Query { more: More }'));
    await expect.poll(() => readings(metrics, 'supergraph_reloads_total'), SOON).toEqual({ ok: 1 });
    update('type Query { broken: ');
    await expect
      .poll(() => readings(metrics, 'supergraph_reloads_total'), SOON)
      .toEqual({ ok: 1, refused: 1 });
    const [[reason, value] = []] = Object.entries(await readings(metrics, 'supergraph_refused'));
    expect(reason).toContain('Syntax Error');
    expect(value).toBe(1);
    update(sdl());
    await expect.poll(() => readings(metrics, 'supergraph_refused'), SOON).toEqual({});
  });

  it('subgraphs that it leaves alone', async () => {
    const { metrics, post, server } = await start({
      http: { retries: { attempts: 0 }, breaker: { minRequests: 2, openMs: 60_000 } },
    });
    server.breakOff = true;
    for (let i = 0; i < 3; i += 1) await post(`{ a${i}: slow }`);
    expect(await readings(metrics, 'breaker_open')).toEqual({ news: 1 });
    expect((await readings(metrics, 'subgraph_failures_total'))['news']).toBeGreaterThan(1);
  });
});
