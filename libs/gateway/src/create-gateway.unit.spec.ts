import { describe, expect, it, vi } from 'vitest';
import { createReadiness } from '@metamorphosis/core';
import { startGateway } from './testing/start-gateway.js';
import { Watch } from './testing/watch.js';

const at = (url: string, path: string): string => url.replace('/graphql', path);

describe('a gateway', () => {
  it('says that it lives, and whether it is ready', async () => {
    const readiness = createReadiness();
    const bed = await startGateway({ readiness });
    const alive = await fetch(at(bed.gateway.url, '/healthz'));
    expect(alive.status).toBe(200);
    expect(await alive.json()).toMatchObject({ status: 'up' });
    const ready = await fetch(at(bed.gateway.url, '/readyz'));
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, checks: { supergraph: { up: true } } });
    readiness.check('board').down('Redis is away');
    const unready = await fetch(at(bed.gateway.url, '/readyz'));
    expect(unready.status).toBe(503);
    expect(await unready.text()).toContain('Redis is away');
  });

  it('says what to do when its port is taken', async () => {
    const { gateway } = await startGateway();
    await expect(startGateway({ port: gateway.port })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: `Port ${gateway.port} is in use on 127.0.0.1. Stop what listens there, or set another one: PORT (gregor gateway: --port, or listen.port).`,
    });
  });

  it('finishes what it has in hand when it closes, and takes nothing new', async () => {
    const bed = await startGateway();
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    bed.shop.hold = held;
    const before = bed.shop.orders.received.length;
    const overHttp = bed.query('{ order(id: "ada-1") { total } }');
    const client = bed.client();
    const overSocket = new Watch(client, { query: '{ order(id: "ada-2") { total } }' });
    await vi.waitFor(() => expect(bed.shop.orders.received.length - before).toBe(2));

    const closed = bed.gateway.close();
    await vi.waitFor(async () => {
      await expect(fetch(at(bed.gateway.url, '/healthz'))).rejects.toThrow();
    });
    answer();
    expect(await overHttp).toEqual({ data: { order: { total: 500 } } });
    expect((await overSocket.next()).data).toEqual({ order: { total: 500 } });
    await closed;
  });

  it('sends subscribers away with 1001, so that they come back elsewhere', async () => {
    const bed = await startGateway();
    const client = bed.client();
    const watch = new Watch(client, { query: 'subscription { orderPlaced { orderId } }' });
    await watch.opened();
    const closed = new Promise((resolve) => client.on('closed', resolve));
    await bed.gateway.close();
    expect(await closed).toMatchObject({ code: 1001 });
    await bed.gateway.close();
  });

  it('sends subscribers away at once, while others wait for their answers', async () => {
    const bed = await startGateway();
    const held = Promise.withResolvers<void>();
    bed.shop.hold = held.promise;
    const before = bed.shop.orders.received.length;
    const asking = new Watch(bed.client(), { query: '{ order(id: "ada-1") { total } }' });
    await vi.waitFor(() => expect(bed.shop.orders.received.length - before).toBe(1));
    const client = bed.client();
    await new Watch(client, { query: 'subscription { orderPlaced { orderId } }' }).opened();
    const left = new Promise((resolve) => client.on('closed', resolve));
    const closing = bed.gateway.close();
    expect(await left).toMatchObject({ code: 1001 });
    held.resolve();
    expect(await asking.next()).toMatchObject({ data: { order: {} } });
    await closing;
  });

  it('cuts off what takes too long when it closes', async () => {
    const bed = await startGateway({ drainTimeoutMs: 50 });
    bed.shop.hold = new Promise(() => undefined);
    const before = bed.shop.orders.received.length;
    const requests = [
      '{ order(id: "ada-1") { total } }',
      'mutation { placeOrder(customerId: "ada") { __typename } }',
    ].map((query) => bed.query(query).catch(() => 'cut off'));
    await vi.waitFor(() => expect(bed.shop.orders.received.length - before).toBe(2));
    await bed.gateway.close();
    expect(await Promise.all(requests)).toEqual(['cut off', 'cut off']);
  });
});

describe('GraphiQL', () => {
  it('is served with everything that it loads, and lets nothing else be loaded', async () => {
    const bed = await startGateway({ mode: 'development' });
    const page = await fetch(at(bed.gateway.url, '/'));
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part = '']) => part);
    expect(parts).toHaveLength(7);
    for (const part of parts.filter((one) => !one.startsWith('data:'))) {
      expect(part).toMatch(/^\/graphiql\//);
      const loaded = await fetch(at(bed.gateway.url, part));
      expect(loaded.status, part).toBe(200);
      const body = await loaded.text();
      expect(body.length).toBeGreaterThan(50);
      const etag = loaded.headers.get('etag') ?? '';
      const again = await fetch(at(bed.gateway.url, part), { headers: { 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
  });

  it('is where a browser is sent that opens the endpoint', async () => {
    const bed = await startGateway({ mode: 'development' });
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const visit = await fetch(bed.gateway.url, { headers, redirect: 'manual' });
    expect(visit.status).toBe(302);
    expect(visit.headers.get('location')).toBe('/');
    const query = await fetch(`${bed.gateway.url}?query={__typename}`, {
      headers: { ...headers, 'sec-fetch-site': 'none' },
    });
    expect(await query.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('is not there in production', async () => {
    const bed = await startGateway();
    expect((await fetch(at(bed.gateway.url, '/'))).status).toBe(404);
  });
});
