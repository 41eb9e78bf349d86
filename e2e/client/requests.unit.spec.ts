import { parse, print } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { ClientError, isClientError } from '@metamorphosis/client';
import { input, PLACED, startBed } from './client-bed.js';

// Connections are cut and made again: work of seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const ORDER = 'query Order($id: ID!) { order(id: $id) { id status customer { name } } }';

describe('a query', () => {
  it('answers data, by text or by a syntax tree', async () => {
    const bed = await startBed();
    const variables = { id: 'o1' };
    const query = 'query Order($id: ID!) { order(id: $id) { status } }';
    const answer = { order: { status: 'PENDING' } };
    expect(await bed.client().query(query, variables)).toEqual(answer);
    expect(await bed.client({ print }).query(parse(query) as object, variables)).toEqual(answer);
    expect(await bed.client().query(parse(query) as object, variables)).toEqual(answer);
    const withoutText = parse(query, { noLocation: true }) as object;
    await expect(bed.client().query(withoutText, variables)).rejects.toThrow(/print/);
  });

  it('is asked again while a service is away', async () => {
    const bed = await startBed();
    bed.orders.server.override = { status: 500, body: 'away' };
    const answer = bed
      .client({ retry: { initialDelayMs: 20 } })
      .query(ORDER.replace(' customer { name }', ''), {
        id: 'o1',
      });
    await expect.poll(() => bed.orders.server.received.length).toBeGreaterThan(0);
    bed.orders.server.override = undefined;
    expect(await answer).toEqual({ order: { id: 'o1', status: 'PENDING' } });
  });

  it('throws what the gateway says, with its code', async () => {
    const bed = await startBed();
    const error = await bed
      .client()
      .query('{ nothing }')
      .catch((reason: unknown) => reason);
    expect(isClientError(error, 'GRAPHQL_VALIDATION_FAILED')).toBe(true);
    expect(isClientError(error, 'UNAVAILABLE')).toBe(false);
    expect((error as ClientError).errors).toHaveLength(1);
  });

  it('throws for an answer that is none of GraphQL', async () => {
    const bed = await startBed();
    const page = bed.client({ fetch: () => Promise.resolve(new Response('<html>')) });
    await expect(page.query('{ __typename }')).rejects.toMatchObject({ code: 'RESPONSE_INVALID' });
    const proxy = bed.client({
      fetch: () => Promise.resolve(new Response('<html>', { status: 502 })),
    });
    await expect(proxy.query('{ __typename }')).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      status: 502,
    });
  });
});

describe('a mutation by hand', () => {
  it('is sent once, unless it says that it is repeatable', async () => {
    const bed = await startBed();
    bed.line.down = true;
    const client = bed.client({ retry: { initialDelayMs: 1, maxAttempts: 3 } });
    const text = 'mutation { placeOrder(input: { customerId: "ada", lines: [] }) { __typename } }';
    await expect(client.mutate(text)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(bed.line.connections).toBe(1);
    await expect(client.mutate(text, {}, { repeatable: true })).rejects.toBeInstanceOf(ClientError);
    expect(bed.line.connections).toBe(4);
  });
});

it('sends what it was told with each request, and an identity only when it has one', async () => {
  const bed = await startBed();
  const sent: Headers[] = [];
  const spying: typeof fetch = (url, init) => {
    sent.push(new Headers(init?.headers));
    return fetch(url, init);
  };
  await bed.client({ fetch: spying, headers: { 'x-tenant': 'one' } }).commands.placeOrder(input);
  expect(sent[0]?.get('x-tenant')).toBe('one');
  expect(sent[0]?.get('authorization')).toBeNull();
});

it('opens no connection before it is used, and one for all subscriptions', async () => {
  const bed = await startBed();
  const client = bed.client();
  expect([client.status, bed.line.connections]).toEqual(['idle', 0]);
  const streams = [client.subscribe(PLACED), client.subscribe(PLACED)];
  await Promise.all(streams.map((stream) => stream.opened));
  expect([client.status, bed.line.connections]).toEqual(['connected', 1]);
});
