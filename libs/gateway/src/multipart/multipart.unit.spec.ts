import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { describe, expect, it, vi } from 'vitest';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const PLACED = 'subscription { orderPlaced { orderId } }';
const ACCEPT = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0", application/json';
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: orderId.split('-')[0],
  order: { id: orderId },
});

/** Reads a response until it holds the text; resolves with everything that it held. */
async function readUntil(response: Response, wanted: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.includes(wanted)) return text;
  }
  return text;
}
const subscribe = (bed: TestGateway, request: object = {}): Promise<Response> =>
  bed.post({ query: PLACED, ...request }, { accept: ACCEPT });
const cursorIn = (text: string): string => /x-cursor: (\S+)/.exec(text)?.[1] ?? '';

describe('a multipart subscription', () => {
  it('is what Apollo Client understands: events, and no heartbeat taken for one', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 20 } });
    const client = new ApolloClient({
      link: new HttpLink({ uri: bed.gateway.url }),
      cache: new InMemoryCache(),
    });
    const received: unknown[] = [];
    const subscription = client
      .subscribe({
        query: gql`
          subscription {
            orderPlaced {
              orderId
              order {
                total
              }
            }
          }
        `,
      })
      .subscribe({ next: (result) => received.push(result), error: (e) => received.push(e) });
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    await bed.publish('OrderPlaced', placed('ada-1'));
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]).toMatchObject({
      data: { orderPlaced: { orderId: 'ada-1', order: { total: 500 } } },
      extensions: { cursor: expect.any(String) as string },
    });
    subscription.unsubscribe();
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(0));
    // Queries of the same client are answered whole.
    const { data } = await client.query({
      query: gql`
        {
          customer(id: "ada") {
            name
          }
        }
      `,
    });
    expect(data).toMatchObject({ customer: { name: 'Ada' } });
  });

  it('is written as the protocol has it', async () => {
    const bed = await startGateway();
    const response = await subscribe(bed);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    );
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    await bed.publish('OrderPlaced', placed('ada-1'));
    const text = await readUntil(response, 'payload');
    expect(text.replaceAll(/[\w-]+\.[\w-]+\.[\w-]+/g, '<cursor>')).toBe(
      [
        '\r\n--graphql\r\ncontent-type: application/json\r\nx-cursor: <cursor>\r\n\r\n{}',
        '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n',
        '{"payload":{"data":{"orderPlaced":{"orderId":"ada-1"}},"extensions":{"cursor":"<cursor>"}}}',
        '\r\n--graphql',
      ].join(''),
    );
  });

  it('resumes from the cursor of a heartbeat', async () => {
    const bed = await startGateway();
    const cursor = cursorIn(await readUntil(await subscribe(bed), 'x-cursor'));
    await bed.publish('OrderPlaced', placed('ada-1'));
    const again = await subscribe(bed, { extensions: { cursor } });
    expect(await readUntil(again, '"payload"')).toContain('"orderId":"ada-1"');
  });

  it('refuses by an answer, then ends', async () => {
    const bed = await startGateway();
    for (const [request, why] of [
      [{ extensions: { cursor: 'nonsense' } }, 'CURSOR_INVALID'],
      [{ extensions: { cursor: 7 } }, 'CURSOR_INVALID'],
    ] as const) {
      const text = await (await subscribe(bed, request)).text();
      expect(text).toContain(`"code":"${why}"`);
      expect(text.endsWith('\r\n--graphql--\r\n')).toBe(true);
    }
    // A document that is none is no subscription: it is refused as any other request.
    const invalid = await bed.post({ query: '{ nothing }' }, { accept: ACCEPT });
    expect(await invalid.json()).toMatchObject({ errors: [{}] });
  });

  it('is sent elsewhere when the gateway stops, with its cursor', async () => {
    const bed = await startGateway();
    const response = await subscribe(bed);
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    const [text] = await Promise.all([response.text(), bed.gateway.close()]);
    const [, last = ''] = /(\{"payload":null.*\})\r\n--graphql--\r\n$/.exec(text) ?? [];
    expect(JSON.parse(last)).toMatchObject({
      payload: null,
      errors: [{ extensions: { code: 'GOING_AWAY', cursor: cursorIn(text) } }],
    });
  });
});
