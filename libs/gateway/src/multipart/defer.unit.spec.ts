import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler } from '@apollo/client/incremental';
import { describe, expect, it, vi } from 'vitest';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const QUERY = `{ order(id: "ada-1") { total ... @defer(label: "who") { customer { name } } } }`;
const ACCEPT = 'multipart/mixed;deferSpec=20220824,application/graphql-response+json';

/** Reads a response until it holds the text; resolves with everything that it held. */
async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  wanted: string,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(wanted)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

/** Lets the test decide when the customer of an order is answered. */
function hold(bed: TestGateway): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  bed.shop.holdCustomer = promise;
  return resolve;
}

describe('an answer with deferred parts', () => {
  it('is written as the protocol has it, each part as it is there', async () => {
    const bed = await startGateway();
    const release = hold(bed);
    const response = await bed.post({ query: QUERY }, { accept: ACCEPT });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(
      'multipart/mixed;boundary="graphql";deferSpec=20220824',
    );
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(await readUntil(reader, 'hasNext')).toBe(
      '\r\n--graphql\r\ncontent-type: application/json\r\n\r\n' +
        '{"data":{"order":{"total":500}},"hasNext":true}\r\n--graphql',
    );
    release();
    expect(await readUntil(reader, '--graphql--')).toBe(
      '\r\ncontent-type: application/json\r\n\r\n' +
        '{"incremental":[{"label":"who","path":["order"],"data":{"customer":{"name":"Ada"}}}],"hasNext":false}' +
        '\r\n--graphql--\r\n',
    );
  });

  it('is what Apollo Client understands', async () => {
    const bed = await startGateway();
    const release = hold(bed);
    const client = new ApolloClient({
      link: new HttpLink({ uri: bed.gateway.url }),
      cache: new InMemoryCache(),
      incrementalHandler: new Defer20220824Handler(),
    });
    const received: unknown[] = [];
    const query = gql`
      query {
        order(id: "ada-1") {
          id
          total
          ... on Order @defer {
            customer {
              id
              name
            }
          }
        }
      }
    `;
    const watched = client.watchQuery({ query }).subscribe(({ data }) => received.push(data));
    await vi.waitFor(() =>
      expect(received.at(-1)).toMatchObject({ order: { id: 'ada-1', total: 500 } }),
    );
    expect(received.at(-1)).not.toHaveProperty('order.customer');
    release();
    await vi.waitFor(() =>
      expect(received.at(-1)).toMatchObject({ order: { customer: { name: 'Ada' } } }),
    );
    watched.unsubscribe();
    client.stop();
  });

  it('comes whole to clients that do not ask for parts', async () => {
    const bed = await startGateway();
    for (const accept of ['application/json', '*/*', 'multipart/mixed;deferSpec=1, */*']) {
      const response = await bed.post({ query: QUERY }, { accept });
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(await response.json()).toEqual({
        data: { order: { total: 500, customer: { name: 'Ada' } } },
      });
    }
  });

  it('is one part where nothing is deferred and the client takes nothing else', async () => {
    const bed = await startGateway();
    const only = { accept: 'multipart/mixed; deferSpec=20220824' };
    const parts = async (query: string): Promise<string> =>
      (await bed.post({ query }, only)).text();
    expect(await parts('{ order(id: "ada-1") { total } }')).toContain(
      '{"data":{"order":{"total":500}},"hasNext":false}\r\n--graphql--\r\n',
    );
    expect(await parts('{ nothing }')).toContain('"code":"GRAPHQL_VALIDATION_FAILED"');
    // Who takes JSON, too, gets that.
    const whole = await bed.post({ query: '{ nothing }' }, { accept: ACCEPT });
    expect(whole.status).toBe(400);
    expect(await whole.json()).toMatchObject({ errors: [{}] });
  });

  it('is not fetched any further for a client that has gone', async () => {
    const bed = await startGateway();
    const release = hold(bed);
    const leaving = new AbortController();
    const response = await fetch(bed.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: ACCEPT },
      body: JSON.stringify({ query: QUERY }),
      signal: leaving.signal,
    });
    const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    await readUntil(reader, 'hasNext');
    expect(bed.gateway.load().requests).toBe(1);
    leaving.abort();
    await vi.waitFor(() => expect(bed.gateway.load().requests).toBe(0));
    release();
  });
});
