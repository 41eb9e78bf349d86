import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createClient, type Client, type ClientOptions } from '@metamorphosis/client';
import { commands, input } from './client-bed.js';

const QUERY = '{ __typename }';
const GOOD = JSON.stringify({ data: { __typename: 'Query' } });
const HTML = '<html>';

/** A client whose requests are answered from a list, the last one for ever. */
function clientOf(
  answers: readonly (() => Response)[],
  options: Partial<ClientOptions<typeof commands>> = {},
): { readonly client: Client<typeof commands>; readonly sent: RequestInit[] } {
  const sent: RequestInit[] = [];
  const send: typeof fetch = (_url, init = {}) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(init);
    return Promise.resolve(answer?.() ?? Response.error());
  };
  const url = 'https://shop.example/graphql';
  const client = createClient({ url, commands, fetch: send, ...options });
  onTestFinished(() => client.close());
  return { client, sent };
}

const answer =
  (status: number, body = HTML, headers: Record<string, string> = {}) =>
  (): Response =>
    new Response(body, { status, headers });

/** A server that is no gateway. */
async function elsewhere(
  answers: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('an address', () => {
  it.each(['localhost:4000/graphql', 'ws://127.0.0.1:4000/graphql', '/graphql', ''])(
    'is refused at once when no gateway can be there: %j',
    (url) => {
      expect(() => createClient({ url })).toThrow(TypeError);
      expect(() => createClient({ url })).toThrow(/http:\/\/ or https:\/\//);
    },
  );

  it('at which something else lives is named, with what it answered', async () => {
    const url = await elsewhere((_request, response) => response.writeHead(404).end('<html>'));
    const client = createClient({ url });
    onTestFinished(() => client.close());
    const wrong = {
      code: 'RESPONSE_INVALID',
      status: 404,
      message: expect.stringContaining(`${url} (HTTP 404)`) as string,
    };
    await expect(client.query(QUERY)).rejects.toMatchObject(wrong);
    // Neither by WebSocket nor by HTTP: there is nothing to wait for.
    const stream = client.subscribe('subscription { stockChanged { productId } }');
    await expect(stream.opened).rejects.toMatchObject(wrong);
    await expect(stream.next()).rejects.toMatchObject(wrong);
  });

  it('at which nobody listens is named, with the reason', async () => {
    const client = createClient({ url: 'http://127.0.0.1:1/graphql', retry: { maxAttempts: 1 } });
    await expect(client.query(QUERY)).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/graphql cannot be reached: .+/),
    });
  });

  it('that does not answer in time is told apart from one that cannot be reached', async () => {
    const url = await elsewhere(() => undefined);
    const client = createClient({ url, timeoutMs: 20, retry: { maxAttempts: 1 } });
    await expect(client.query(QUERY)).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      message: `${url} did not answer within 20 ms.`,
    });
  });
});

describe('an answer that asks to wait', () => {
  it.each([
    ['by a proxy, in seconds', answer(429, HTML, { 'retry-after': '7' })],
    ['by a proxy whose gateway is away', answer(503, HTML, { 'retry-after': '7' })],
    [
      'by the gateway',
      answer(
        200,
        JSON.stringify({
          errors: [
            { message: 'Wait.', extensions: { code: 'BUDGET_EXHAUSTED', retryAfterMs: 7000 } },
          ],
        }),
      ),
    ],
  ])('is waited for: %s', async (_by, wait) => {
    vi.useFakeTimers();
    const { client, sent } = clientOf([wait, answer(200, GOOD)]);
    const answered = client.query(QUERY);
    await vi.advanceTimersByTimeAsync(6999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answered).toEqual({ __typename: 'Query' });
  });

  it('by a date is waited for until then', async () => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T09:00:00Z') });
    const date = new Date('2026-11-21T09:00:30Z').toUTCString();
    const { client, sent } = clientOf([
      answer(503, HTML, { 'retry-after': date }),
      answer(200, GOOD),
    ]);
    const answered = client.query(QUERY);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await answered;
  });

  it('for more than a minute is thrown at once, and says for how long', async () => {
    const { client, sent } = clientOf([answer(503, HTML, { 'retry-after': '3600' })]);
    await expect(client.query(QUERY)).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      retryAfterMs: 3_600_000,
    });
    expect(sent).toHaveLength(1);
  });
});

describe('a token', () => {
  it('is asked for anew when a proxy refuses the one that was sent', async () => {
    const asked: boolean[] = [];
    const token = (refresh: boolean): string => {
      asked.push(refresh);
      return refresh ? 'new' : 'old';
    };
    const { client, sent } = clientOf([answer(401), answer(200, GOOD)], { token });
    await client.query(QUERY);
    expect(asked).toEqual([false, true]);
    expect(new Headers(sent[1]?.headers).get('authorization')).toBe('Bearer new');
  });

  it('is made anew once for all that were refused with it', async () => {
    let made = 0;
    let current = 'old';
    const token = async (refresh: boolean): Promise<string> => {
      if (refresh) {
        await Promise.resolve();
        made += 1;
        current = `new ${made}`;
      }
      return current;
    };
    // The second of two is refused after the first has its new token already.
    const late = Promise.withResolvers<void>();
    const send: typeof fetch = async (_url, init) => {
      const authorization = new Headers(init?.headers).get('authorization');
      if (authorization !== 'Bearer old') return new Response(GOOD);
      const { query } = JSON.parse(init?.body as string) as { query: string };
      if (query.includes('slow')) await late.promise;
      return new Response(HTML, { status: 401 });
    };
    const { client } = clientOf([], { token, fetch: send });
    const slow = client.query('{ slow: __typename }');
    await client.query(QUERY);
    late.resolve();
    await slow;
    expect(made).toBe(1);
  });

  it('that does not come is not waited for beyond the signal', async () => {
    const { client } = clientOf([answer(200, GOOD)], { token: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const calls = [
      client.query(QUERY, {}, { signal: stop.signal }),
      client.commands.placeOrder(input, { signal: stop.signal }),
      client.commands.placeOrder.submit(input, { signal: stop.signal }),
      client.commands.placeOrder.handle('orders.1').cancel({ signal: stop.signal }),
      client.commands.placeOrder.handle('orders.1').result({ signal: stop.signal }),
      client.subscribe(QUERY, {}, { signal: stop.signal }).next(),
    ];
    const ends = Promise.allSettled(calls);
    stop.abort(new Error('enough'));
    for (const end of await ends) expect(end).toMatchObject({ reason: { message: 'enough' } });
  });

  it('that cannot be had is told with the words of who provides it', async () => {
    const token = (): string => {
      throw new Error('Log in first.');
    };
    const { client, sent } = clientOf([answer(200, GOOD)], { token });
    await expect(client.query(QUERY)).rejects.toThrow('Log in first.');
    expect(sent).toHaveLength(0);
  });
});

it('makes keys of commands also on pages that came over plain HTTP, where a browser has no randomUUID', async () => {
  vi.stubGlobal('crypto', {
    getRandomValues: crypto.getRandomValues.bind(crypto),
  });
  const data = { placeOrder: { __typename: 'Order', id: 'o1', status: 'PENDING' } };
  const { client, sent } = clientOf([answer(200, JSON.stringify({ data }))]);
  await client.commands.placeOrder(input);
  await client.commands.placeOrder(input);
  const keys = sent.map(
    ({ body }) =>
      (JSON.parse(body as string) as { variables: { idempotencyKey: string } }).variables
        .idempotencyKey,
  );
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).not.toBe(keys[0]);
});
