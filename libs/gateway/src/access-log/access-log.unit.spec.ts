import { hash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { GatewayOptions } from '../gateway.js';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { startIssuer } from '../testing/start-issuer.js';
import { Watch } from '../testing/watch.js';

const QUERY = 'query Sold($id: ID!) { order(id: $id) { total customer { name } } }';

async function startLogged(
  options: Partial<GatewayOptions> = {},
): Promise<{ bed: TestGateway; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = [];
  const ignore = (): void => undefined;
  const info = (facts: object | string, text?: string): void => {
    if (text === 'Request') lines.push(facts as Record<string, unknown>);
  };
  const logger = { debug: ignore, info, warn: ignore, error: ignore };
  const bed = await startGateway({ logger, ...options });
  return { bed, lines };
}

describe('the access log', () => {
  it('has a line for each request: operation, hash, times, what each subgraph took; no variables', async () => {
    const { bed, lines } = await startLogged();
    await bed.post({ query: QUERY, variables: { id: 'ada-secret' } });
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(lines[0]).toEqual({
      transport: 'http',
      status: 200,
      code: undefined,
      aborted: false,
      operation: 'Sold',
      kind: 'query',
      hash: hash('sha256', QUERY),
      durationMs: expect.any(Number) as number,
      fetches: {
        orders: { count: 1, ms: expect.any(Number) as number },
        customers: { count: 1, ms: expect.any(Number) as number },
      },
    });
    expect(JSON.stringify(lines)).not.toContain('ada-secret');
  });

  it('tells of refusals, and of subgraphs that did not answer', async () => {
    const { bed, lines } = await startLogged();
    await bed.post('{');
    await bed.post({ query: '{ nothing }' });
    await bed.shop.customers[Symbol.asyncDispose]();
    await bed.post({ query: '{ customer(id: "ada") { name } }' });
    await vi.waitFor(() => expect(lines).toHaveLength(3));
    expect(lines).toMatchObject([
      { status: 400, code: 'BAD_REQUEST' },
      { status: 200, code: 'GRAPHQL_VALIDATION_FAILED' },
      { code: 'SUBGRAPH_UNAVAILABLE', fetches: { customers: { failed: 1 } } },
    ]);
  });

  it('has a line for each operation of a socket and each stream, when it ends', async () => {
    const { bed, lines } = await startLogged();
    const query = 'subscription Placed { orderPlaced { orderId } }';
    const watch = new Watch(bed.client(), { query });
    await watch.opened();
    watch.close();
    const stream = await bed.post({ query }, { accept: 'text/event-stream' });
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    expect(lines.filter(({ transport }) => transport === 'text/event-stream')).toEqual([]);
    await stream.body?.cancel();
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    expect(lines).toMatchObject([
      { transport: 'websocket', operation: 'Placed', kind: 'subscription', aborted: true },
      { transport: 'text/event-stream', operation: 'Placed', aborted: true },
    ]);
  });

  it('has the code with which operations of sockets, streams and batches failed', async () => {
    const { bed, lines } = await startLogged({ limits: { maxBatch: 2, maxSubscriptions: 1 } });
    const over = (query: string): Promise<unknown> => new Watch(bed.client(), { query }).over();
    const placed = 'subscription { orderPlaced { orderId } }';
    const held = new Watch(bed.client(), { query: placed });
    await held.opened();
    await over('{ nothing }');
    await over(placed);
    await over('{ broken }');
    const stream = await bed.post({ query: '{ broken }' }, { accept: 'text/event-stream' });
    await stream.text();
    await bed.post([{ query: '{ __typename }' }, { query: '{ nothing }' }]);
    await vi.waitFor(() => expect(lines).toHaveLength(5));
    expect(lines.map(({ transport, code }) => [transport, code])).toEqual([
      ['websocket', 'GRAPHQL_VALIDATION_FAILED'],
      ['websocket', 'TOO_MANY_OPERATIONS'],
      ['websocket', 'INTERNAL_ERROR'],
      ['text/event-stream', 'INTERNAL_ERROR'],
      ['http', 'GRAPHQL_VALIDATION_FAILED'],
    ]);
    held.close();
  });

  it('tells that a subscription of a socket ended with its token', async () => {
    const issuer = await startIssuer();
    const { bed, lines } = await startLogged({ identity: { issuers: [issuer.trusted] } });
    const authorization = `Bearer ${await issuer.token({}, 2)}`;
    const client = bed.client({ connectionParams: { authorization } });
    await new Watch(client, { query: 'subscription { orderPlaced { orderId } }' }).over();
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect(lines).toMatchObject([
      { transport: 'websocket', code: 'TOKEN_EXPIRED', aborted: false },
    ]);
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(0));
  });

  it('has a line for each operation of a stream that carries several', async () => {
    const { bed, lines } = await startLogged();
    const token = await (await fetch(bed.gateway.url, { method: 'PUT' })).text();
    const named = { 'x-graphql-event-stream-token': token };
    const stream = await fetch(bed.gateway.url, {
      headers: { ...named, accept: 'text/event-stream' },
    });
    const start = (operationId: string, query: string): Promise<Response> =>
      bed.post({ query, extensions: { operationId } }, named);
    expect((await start('1', 'query Ada { customer(id: "ada") { name } }')).status).toBe(202);
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    expect((await start('2', '{ broken }')).status).toBe(202);
    await vi.waitFor(() => expect(lines).toHaveLength(2));
    expect((await start('3', '{ nothing }')).status).toBe(400);
    expect((await start('4', 'subscription { orderPlaced { orderId } }')).status).toBe(202);
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    await stream.body?.cancel();
    await vi.waitFor(() => expect(lines).toHaveLength(4));
    expect(lines).toMatchObject([
      { transport: 'text/event-stream', operation: 'Ada', fetches: { customers: { count: 1 } } },
      { transport: 'text/event-stream', code: 'INTERNAL_ERROR' },
      { transport: 'http', status: 400, code: 'GRAPHQL_VALIDATION_FAILED' },
      { transport: 'text/event-stream', kind: 'subscription', aborted: true },
    ]);
  });
});
