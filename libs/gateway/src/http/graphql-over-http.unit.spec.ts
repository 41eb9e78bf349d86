import { describe, expect, it } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { startGateway } from '../testing/start-gateway.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const NEW_TYPE = 'application/graphql-response+json; charset=utf-8';
const PROVEN = { headers: { 'graphql-require-preflight': '1' } };
const newer = { accept: 'application/graphql-response+json' };
const QUERY = '{ customer(id: "ada") { name } }';
const ADA = { data: { customer: { name: 'Ada' } } };
const withCode = (code: string): unknown => ({
  errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown })],
});

describe('a request over HTTP', () => {
  it('is answered as the client accepts', async () => {
    const bed = await startGateway();
    const types: [string | undefined, string][] = [
      [undefined, JSON_TYPE],
      ['*/*', JSON_TYPE],
      ['application/json', JSON_TYPE],
      ['application/graphql-response+json', NEW_TYPE],
      ['application/graphql-response+json, application/json;q=0.9', NEW_TYPE],
      ['application/graphql-response+json;q=0.1, application/json', JSON_TYPE],
      ['text/html, application/*;q=0.2', JSON_TYPE],
    ];
    for (const [accept, type] of types) {
      const response = await bed.post({ query: QUERY }, accept === undefined ? {} : { accept });
      expect(response.headers.get('content-type'), accept).toBe(type);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual(ADA);
    }
    const refused = await bed.post({ query: QUERY }, { accept: 'text/html' });
    expect(refused.status).toBe(406);
    expect(await refused.json()).toEqual(withCode('BAD_REQUEST'));
  });

  it('may be a GET, with parameters', async () => {
    const bed = await startGateway();
    const parameters = new URLSearchParams({
      query: 'query Q($id: ID!) { customer(id: $id) { name } } query R { __typename }',
      operationName: 'Q',
      variables: '{"id":"ada"}',
    });
    const response = await fetch(`${bed.gateway.url}?${parameters.toString()}`, PROVEN);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(ADA);
    const broken = await fetch(`${bed.gateway.url}?query={__typename}&variables={`, PROVEN);
    expect(broken.status).toBe(400);
    expect(await broken.json()).toEqual(withCode('BAD_REQUEST'));
  });

  it('does not mutate by GET', async () => {
    const bed = await startGateway();
    const query = 'mutation { placeOrder(customerId: "ada") { __typename } }';
    const response = await fetch(`${bed.gateway.url}?query=${encodeURIComponent(query)}`, PROVEN);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(bed.shop.orders.received.filter((r) => r.query.startsWith('mutation'))).toEqual([]);
  });

  it('is refused with what is wrong about it', async () => {
    const bed = await startGateway();
    const bodies = ['{', '[]', 'null', '"text"', '{}', '{"query":7}', '{"query":""}'];
    bodies.push('{"query":"{ __typename }","variables":[]}');
    bodies.push('{"query":"{ __typename }","operationName":1}');
    bodies.push('{"query":"{ __typename }","extensions":"x"}');
    for (const body of bodies) {
      const response = await bed.post(body);
      expect(response.status, body).toBe(400);
      expect(await response.json()).toEqual(withCode('BAD_REQUEST'));
    }
    const text = await bed.post({ query: QUERY }, { 'content-type': 'text/plain' });
    expect(text.status).toBe(415);
    const packed = await bed.post({ query: QUERY }, { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(415);
    const deleted = await fetch(bed.gateway.url, { method: 'DELETE' });
    expect(deleted.status).toBe(405);
    const elsewhere = await fetch(bed.gateway.url.replace('/graphql', '/nowhere'));
    expect(elsewhere.status).toBe(404);
    expect(await elsewhere.json()).toEqual({
      errors: [{ message: 'GraphQL is at /graphql.', extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('is refused beyond the limit, and the next one is answered', async () => {
    const bed = await startGateway();
    const query = `{ __typename #${'x'.repeat(1024 * 1024)}\n}`;
    const response = await bed.post({ query });
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual(withCode('PAYLOAD_TOO_LARGE'));
    expect((await bed.post({ query: QUERY })).status).toBe(200);
  });

  it('that cannot be executed is told by the status in the newer media type alone', async () => {
    const bed = await startGateway();
    const requests: [object, string][] = [
      [{ query: '{' }, 'GRAPHQL_PARSE_FAILED'],
      [{ query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
      [{ query: 'query Q($id: ID!) { customer(id: $id) { id } }' }, 'GRAPHQL_VALIDATION_FAILED'],
      [{ query: 'query A { __typename } query B { __typename }' }, 'BAD_REQUEST'],
    ];
    for (const [request, code] of requests) {
      const plain = await bed.post(request);
      expect(plain.status).toBe(200);
      expect(await plain.json()).toEqual(withCode(code));
      const typed = await bed.post(request, newer);
      expect(typed.status).toBe(400);
      expect(await typed.json()).toEqual(withCode(code));
    }
  });

  it('for a subscription is sent to where those are served', async () => {
    const bed = await startGateway();
    const response = await bed.post({ query: 'subscription { orderPlaced { orderId } }' });
    expect(response.status).toBe(406);
    const said = await response.text();
    for (const way of ['WebSocket', 'text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      expect(said).toContain(way);
    }
  });
});

describe('an error', () => {
  it('of the catalogue keeps its message and its facts', async () => {
    const bed = await startGateway();
    const { message, code } = errors.RESULT_TIMEOUT(['orders.1', 10]);
    bed.shop.fail = Object.assign(new Error(message), {
      extensions: { code, commandId: 'orders.1' },
    });
    const query = 'mutation { placeOrder(customerId: "ada") { __typename } }';
    const response = await bed.post({ query }, newer);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      data: null,
      errors: [{ message, path: ['placeOrder'], extensions: { code, commandId: 'orders.1' } }],
    });
  });

  it('of a domain is shown where its subgraph means it for clients', async () => {
    const { post, shop } = await startGateway();
    const place = async (): Promise<unknown> => {
      const response = await post({
        query: 'mutation { placeOrder(customerId: "ada") { __typename } }',
      });
      return response.json();
    };
    const extensions = { code: 'WAREHOUSE_FULL', commandId: 'orders.1' };
    shop.fail = Object.assign(new Error('No room.'), {
      extensions: { ...extensions, public: true },
    });
    expect(await place()).toEqual({
      data: null,
      errors: [{ message: 'No room.', path: ['placeOrder'], extensions }],
    });
    shop.fail = Object.assign(new Error('No room.'), { extensions });
    expect(await place()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_ERROR' } }] });
  });

  it('of any other kind is masked, and shown in development', async () => {
    const logged: unknown[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: (facts: object) => logged.push(facts),
    };
    const production = await startGateway({ logger });
    const masked = await (await production.post({ query: '{ broken }' })).text();
    expect(masked).not.toContain('hunter2');
    expect(JSON.parse(masked)).toEqual({
      data: { broken: null },
      errors: [
        {
          message: 'Something went wrong here. Its operators can find out what.',
          path: ['broken'],
          extensions: { code: 'INTERNAL_ERROR' },
        },
      ],
    });
    expect(logged).toEqual([
      expect.objectContaining({
        path: ['broken'],
        err: expect.objectContaining({
          message: expect.stringContaining('hunter2') as string,
        }) as unknown,
      }),
    ]);
    const development = await startGateway({ mode: 'development' });
    expect(await development.query('{ broken }')).toMatchObject({
      errors: [{ message: expect.stringContaining('hunter2') as string }],
    });
  });
});
