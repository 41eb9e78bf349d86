import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { GatewayLimits } from '../gateway.js';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

interface Refusal {
  readonly message: string;
  readonly extensions: Record<string, unknown>;
}
const refusals = async (bed: TestGateway, query: string): Promise<readonly Refusal[]> => {
  const answer = (await bed.query(query)) as { errors?: readonly Refusal[] };
  return answer.errors ?? [];
};
const nested = (levels: number): string => {
  // order > customer > orders > customer ...: a circle in the schema.
  const names = ['customer', 'orders'];
  let inner = 'id';
  for (let level = levels - 1; level > 1; level -= 1) {
    inner = `${names[level % 2] ?? ''} { ${inner} }`;
  }
  return `{ order(id: "ada-1") { ${inner} } }`;
};
const aliases = (count: number): string =>
  `{ order(id: "ada-1") { ${Array.from({ length: count }, (_, i) => `a${i}: id`).join(' ')} } }`;
const roots = (count: number): string => `{ ${'__typename '.repeat(count)} }`;
const directives = (count: number): string =>
  `{ order(id: "ada-1") { ${'id @skip(if: false) '.repeat(count)} } }`;
// 10 tokens stand around its fields.
const tokens = (count: number): string => `{ customer(id: "ada") { ${'id '.repeat(count - 10)} } }`;

describe('a document', () => {
  const cases: [keyof GatewayLimits, number, string, (count: number) => string][] = [
    ['maxDepth', 15, 'depth', nested],
    ['maxAliases', 50, 'aliases', aliases],
    ['maxRootFields', 30, 'rootFields', roots],
    ['maxDirectives', 50, 'directives', directives],
    ['maxTokens', 20_000, 'tokens', tokens],
  ];

  it.each(cases)('is bounded by %s, %i by default', async (name, bound, limit, make) => {
    const bed = await startGateway();
    const within = await refusals(bed, make(bound));
    expect(within.filter(({ extensions }) => extensions['code'] === 'LIMIT_EXCEEDED')).toEqual([]);
    const [refused] = await refusals(bed, make(bound + 1));
    expect(refused?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', limit, allowed: bound });
    const tight = await startGateway({ limits: { [name]: bound - 1 } });
    expect((await refusals(tight, make(bound)))[0]?.extensions['limit']).toBe(limit);
  });

  it('is refused with everything that is too much, and by how much', async () => {
    const bed = await startGateway({ limits: { maxDepth: 1, maxAliases: 1 } });
    const found = await refusals(bed, '{ a: customer(id: "ada") { b: id } }');
    expect(found.map(({ extensions }) => extensions)).toEqual([
      { code: 'LIMIT_EXCEEDED', limit: 'depth', allowed: 1, found: 2 },
      { code: 'LIMIT_EXCEEDED', limit: 'aliases', allowed: 1, found: 2 },
    ]);
    expect(found[0]?.message).toBe('The request has 2 levels of fields; 1 are allowed.');
  });

  it('counts fragments wherever they are spread, in no time', async () => {
    const bed = await startGateway();
    // Each fragment spreads the next one twice: 2^40 fields.
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const bomb = `{ ...F0 } ${fragments.join(' ')} fragment F40 on Query { x: __typename }`;
    const begun = performance.now();
    const limits = (await refusals(bed, bomb)).map(({ extensions }) => extensions['limit']);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(limits).toEqual(['aliases', 'rootFields']);
  });

  it('that spreads a fragment inside itself is told so', async () => {
    const bed = await startGateway();
    const [refused] = await refusals(
      bed,
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    );
    expect(refused?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('may be the introspection that tools send', async () => {
    const bed = await startGateway();
    const everything = getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect(await refusals(bed, everything)).toEqual([]);
  });
});

describe('variables', () => {
  it('are bounded, 512 KiB by default', async () => {
    const bed = await startGateway();
    const ask = (bytes: number): Promise<Response> => {
      const around = JSON.stringify({ id: '' }).length;
      return bed.post({
        query: 'query Q($id: ID!) { customer(id: $id) { name } }',
        variables: { id: 'x'.repeat(bytes - around) },
      });
    };
    expect((await ask(512 * 1024)).status).toBe(200);
    const refused = await ask(512 * 1024 + 1);
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({
      errors: [
        {
          extensions: {
            code: 'LIMIT_EXCEEDED',
            limit: 'variables',
            allowed: 512 * 1024,
            found: 512 * 1024 + 1,
          },
        },
      ],
    });
  });
});

describe('a gateway with as much in hand as it may have', () => {
  it('refuses further requests at once, and takes them again later', async () => {
    const bed = await startGateway({ limits: { maxRequests: 3 } });
    const order = (n = 0): { query: string } => ({
      query: `{ order(id: "ada-${n}") { total } }`,
    });
    const held = Promise.withResolvers<void>();
    bed.shop.hold = held.promise;
    const before = bed.shop.orders.received.length;
    const inHand = [bed.post(order(1)), bed.post(order(2)), bed.post(order(3))];
    await vi.waitFor(() => expect(bed.shop.orders.received.length - before).toBe(3));
    const refused = await bed.post(order());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      errors: [{ extensions: { code: 'OVERLOADED' } }],
    });
    const overSocket = new Watch(bed.client(), order());
    expect(await overSocket.over()).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
    held.resolve();
    for (const answered of inHand) expect((await answered).status).toBe(200);
    expect((await bed.post(order())).status).toBe(200);
    expect(bed.gateway.load().requests).toBe(0);
  });

  it('counts a request as soon as its head is there', async () => {
    const bed = await startGateway({ limits: { maxRequests: 1 } });
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"query":')),
    });
    const gone = new AbortController();
    const slow = fetch(bed.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
      signal: gone.signal,
    }).catch(() => 'gone');
    await vi.waitFor(() => expect(bed.gateway.load().requests).toBe(1));
    expect((await bed.post({ query: '{ __typename }' })).status).toBe(503);
    gone.abort();
    expect(await slow).toBe('gone');
    await vi.waitFor(() => expect(bed.gateway.load().requests).toBe(0));
    expect((await bed.post({ query: '{ __typename }' })).status).toBe(200);
  });

  it('refuses further subscriptions, by whatever they come', async () => {
    const bed = await startGateway({ limits: { maxSubscriptions: 1 } });
    const query = 'subscription { orderPlaced { orderId } }';
    const first = new Watch(bed.client(), { query });
    await first.opened();
    const second = new Watch(bed.client(), { query });
    expect(await second.over()).toMatchObject([{ extensions: { code: 'TOO_MANY_OPERATIONS' } }]);
    const overHttp = await bed.post({ query }, { accept: 'text/event-stream' });
    expect(overHttp.status).toBe(503);
    expect(overHttp.headers.get('retry-after')).toBe('1');
    first.close();
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(0));
    const third = new Watch(bed.client(), { query });
    await third.opened();
  });

  it('does not count streams as requests', async () => {
    const bed = await startGateway({ limits: { maxRequests: 1 } });
    const query = 'subscription { orderPlaced { orderId } }';
    const stream = await bed.post({ query }, { accept: 'text/event-stream' });
    expect(stream.status).toBe(200);
    await vi.waitFor(() => expect(bed.gateway.load()).toMatchObject({ requests: 0, streams: 1 }));
    expect((await bed.post({ query: '{ __typename }' })).status).toBe(200);
    await stream.body?.cancel();
    await vi.waitFor(() => expect(bed.gateway.load().streams).toBe(0));
  });

  it('refuses further sockets', async () => {
    const bed = await startGateway({ limits: { maxSockets: 1 } });
    const query = 'subscription { orderPlaced { orderId } }';
    const client = bed.client();
    const first = new Watch(client, { query });
    await first.opened();
    const refused = new Watch(bed.client(), { query });
    await refused.over();
    expect(refused.received).toEqual([]);
    expect(bed.gateway.load().sockets).toBe(1);
    await client.dispose();
    await vi.waitFor(() => expect(bed.gateway.load().sockets).toBe(0));
    const next = new Watch(bed.client(), { query });
    await next.opened();
  });

  it('refuses further operations on one connection', async () => {
    const bed = await startGateway({ limits: { maxOperationsPerConnection: 1 } });
    const query = 'subscription { orderPlaced { orderId } }';
    const client = bed.client();
    const first = new Watch(client, { query });
    await first.opened();
    const second = new Watch(client, { query });
    expect(await second.over()).toMatchObject([{ extensions: { code: 'TOO_MANY_OPERATIONS' } }]);
    expect(first.received).toEqual([]);
    const elsewhere = new Watch(bed.client(), { query });
    await elsewhere.opened();
  });
});
