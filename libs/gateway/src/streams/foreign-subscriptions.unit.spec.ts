import { createClient as createEventClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { IDENTITY_HEADER } from '@metamorphosis/contract';
import { startPricing, type Pricing } from '@metamorphosis/federation/testing';
import type { GatewayOptions } from '../gateway.js';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { startIssuer } from '../testing/start-issuer.js';
import { Watch } from '../testing/watch.js';

/** Other processes may be busy, too. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000 });
const QUERY = 'subscription { priceChanged { amount product { name } } }';
const ANSWER = { data: { priceChanged: { amount: 7, product: { name: 'Product p1' } } } };

async function start(
  options: Partial<GatewayOptions> = {},
): Promise<{ bed: Pricing; edge: TestGateway }> {
  const bed = await startPricing();
  onTestFinished(() => bed[Symbol.asyncDispose]());
  const supergraph = await bed.supergraph();
  const edge = await startGateway({ source: { kind: 'supergraph', supergraph }, ...options });
  return { bed, edge };
}

describe("a subgraph's own subscription", () => {
  it('reaches clients over WebSocket', async () => {
    const { bed, edge } = await start();
    const watch = new Watch(edge.client(), { query: QUERY });
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(7);
    expect(await watch.next()).toEqual(ANSWER);
    bed.complete();
    expect(await watch.over()).toBeUndefined();
  });

  it('reaches clients over SSE', async () => {
    const { bed, edge } = await start();
    const client = createEventClient({ url: edge.gateway.url });
    onTestFinished(() => client.dispose());
    const answers = client.iterate({ query: QUERY });
    const first = answers.next();
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(7);
    expect((await first).value).toEqual(ANSWER);
    const end = answers.next();
    bed.complete();
    expect((await end).done).toBe(true);
  });

  it('reaches clients as multipart, and ends upstream when the client goes', async () => {
    const { bed, edge } = await start();
    const leaving = new AbortController();
    const response = await fetch(edge.gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed;subscriptionSpec=1.0',
      },
      body: JSON.stringify({ query: QUERY }),
      signal: leaving.signal,
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    bed.publish(7);
    let text = '';
    while (!text.includes('Product p1')) {
      text += new TextDecoder().decode((await reader.read()).value);
    }
    expect(text).toContain(JSON.stringify({ payload: ANSWER }));
    leaving.abort();
    await eventually(() => expect(bed.streams.running.size).toBe(0));
  });

  it('is begun in the name of its caller, and ends with their token', async () => {
    const issuer = await startIssuer();
    const { bed, edge } = await start({ identity: { issuers: [issuer.trusted] } });
    // Long enough to be subscribed with, also where other specs keep the machine busy.
    const authorization = `Bearer ${await issuer.token({}, 4)}`;
    const client = edge.client({ connectionParams: { authorization } });
    const watch = new Watch(client, { query: QUERY });
    await eventually(() => expect(bed.streams.running.size).toBe(1));
    expect(Object.keys(bed.streams.connections[0] ?? {})).toEqual([IDENTITY_HEADER]);
    expect(await watch.over()).toEqual([
      expect.objectContaining({ extensions: { code: 'TOKEN_EXPIRED' } }),
    ]);
    await eventually(() => expect(bed.streams.running.size).toBe(0));
  });
});
