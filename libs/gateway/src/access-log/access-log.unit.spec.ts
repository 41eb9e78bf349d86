import { hash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const QUERY = 'query Sold($id: ID!) { order(id: $id) { total customer { name } } }';

async function startLogged(): Promise<{ bed: TestGateway; lines: Record<string, unknown>[] }> {
  const lines: Record<string, unknown>[] = [];
  const ignore = (): void => undefined;
  const info = (facts: object | string, text?: string): void => {
    if (text === 'Request') lines.push(facts as Record<string, unknown>);
  };
  const bed = await startGateway({ logger: { debug: ignore, info, warn: ignore, error: ignore } });
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
});
