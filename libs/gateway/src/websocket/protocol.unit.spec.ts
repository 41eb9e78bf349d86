import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

/** A socket that says what it is told to, and keeps what it hears. */
class RawClient {
  private readonly heard: Record<string, unknown>[] = [];
  private wake: () => void = () => undefined;
  readonly closed: Promise<number>;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.heard.push(JSON.parse(data.toString()) as Record<string, unknown>);
      this.wake();
    });
    this.closed = once(socket, 'close').then(([code]) => code as number);
  }

  static async open(bed: TestGateway, protocol = 'graphql-transport-ws'): Promise<RawClient> {
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), protocol);
    const client = new RawClient(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return client;
  }

  static async ready(bed: TestGateway): Promise<RawClient> {
    const client = await RawClient.open(bed);
    client.say({ type: 'connection_init' });
    expect(await client.hear()).toEqual({ type: 'connection_ack' });
    return client;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async hear(): Promise<Record<string, unknown>> {
    for (;;) {
      const message = this.heard.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

const subscribe = (id: string, query: string, more = {}): unknown => ({
  id,
  type: 'subscribe',
  payload: { query, ...more },
});

describe('graphql-transport-ws', () => {
  it('runs queries and mutations', async () => {
    const bed = await startGateway();
    const client = await RawClient.ready(bed);
    client.say(subscribe('1', '{ customer(id: "ada") { name } }'));
    expect(await client.hear()).toEqual({
      id: '1',
      type: 'next',
      payload: { data: { customer: { name: 'Ada' } } },
    });
    expect(await client.hear()).toEqual({ id: '1', type: 'complete' });
    const mutation = `mutation M($id: ID!) { placeOrder(customerId: $id) { ... on Order { id } } }`;
    client.say(subscribe('1', mutation, { variables: { id: 'ada' } }));
    expect(await client.hear()).toMatchObject({
      type: 'next',
      payload: { data: { placeOrder: { id: 'ada-1' } } },
    });
  });

  it('refuses variables that are nested too deeply or too large, and goes on', async () => {
    const bed = await startGateway({ limits: { maxVariablesBytes: 1_000 } });
    const client = await RawClient.ready(bed);
    const query = 'query ($id: ID!) { customer(id: $id) { name } }';
    // What no JSON.stringify could write: its stack would end.
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    client.say(
      `{"id":"1","type":"subscribe","payload":{"query":"${query}","variables":{"id":${deep}}}}`,
    );
    const refusal = (details: object): unknown => ({
      id: '1',
      type: 'error',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED', ...details } }],
    });
    expect(await client.hear()).toMatchObject(
      refusal({ limit: 'nesting', allowed: 100 }) as object,
    );
    client.say(subscribe('1', query, { variables: { id: 'x'.repeat(1_000) } }));
    const large = refusal({ limit: 'variables', allowed: 1_000, found: 1_009 });
    expect(await client.hear()).toMatchObject(large as object);
    client.say(subscribe('1', query, { variables: { id: 'ada' } }));
    expect(await client.hear()).toMatchObject({ payload: { data: { customer: { name: 'Ada' } } } });
  });

  it('ends a request that cannot be executed with its errors', async () => {
    const bed = await startGateway();
    const client = await RawClient.ready(bed);
    client.say(subscribe('1', '{ nothing }'));
    expect(await client.hear()).toEqual({
      id: '1',
      type: 'error',
      payload: [
        {
          message: 'Cannot query field "nothing" on type "Query".',
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
    const query = `query Q($id: ID!) { customer(id: $id) { name } }`;
    client.say(subscribe('1', query, { variables: { id: {} } }));
    expect(await client.hear()).toMatchObject({ id: '1', type: 'error' });
  });

  it('answers a ping with what it carried', async () => {
    const bed = await startGateway();
    const client = await RawClient.open(bed);
    client.say({ type: 'ping', payload: { n: 1 } });
    expect(await client.hear()).toEqual({ type: 'pong', payload: { n: 1 } });
    client.say({ type: 'pong' });
    client.say({ type: 'ping' });
    expect(await client.hear()).toEqual({ type: 'pong' });
  });

  it('answers a ping up to its limits, a pong with nothing, and an init however deep it is', async () => {
    const bed = await startGateway();
    const client = await RawClient.open(bed);
    const text = 'x'.repeat(100_000);
    client.say({ type: 'pong', payload: { text } });
    client.say({ type: 'ping', payload: { text } });
    expect(await client.hear()).toEqual({ type: 'pong', payload: { text } });
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    client.say(`{"type":"connection_init","payload":{"a":${deep}}}`);
    expect(await client.hear()).toEqual({ type: 'connection_ack' });
    client.say(
      `{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","extensions":{"a":${deep}}}}`,
    );
    expect(await client.hear()).toMatchObject({ id: '1', type: 'next' });
  });

  it('lets an id be used again once its operation is over, and ends what the client ends', async () => {
    const bed = await startGateway();
    const client = await RawClient.ready(bed);
    const query = 'subscription { orderPlaced { orderId } }';
    client.say(subscribe('1', query));
    expect(await client.hear()).toMatchObject({ type: 'ping' });
    client.say({ id: '1', type: 'complete' });
    client.say(subscribe('1', query));
    expect(await client.hear()).toMatchObject({ type: 'ping' });
    await bed.publish('OrderPlaced', {
      orderId: 'ada-1',
      customerId: 'ada',
      order: { id: 'ada-1' },
    });
    expect(await client.hear()).toMatchObject({ id: '1', type: 'next' });
    client.say({ type: 'ping' });
    expect(await client.hear()).toEqual({ type: 'pong' });
  });

  it('ignores the end of an operation that nobody began', async () => {
    const bed = await startGateway();
    const client = await RawClient.ready(bed);
    client.say({ id: 'nothing', type: 'complete' });
    client.say({ type: 'ping' });
    expect(await client.hear()).toEqual({ type: 'pong' });
  });
});

describe('a socket is closed', () => {
  it('4406 when it speaks another protocol', async () => {
    const bed = await startGateway();
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-ws');
    onTestFinished(() => socket.terminate());
    // The client library refuses a server that takes none of its protocols, before it reads the code.
    const [reason] = (await once(socket, 'error')) as [Error];
    expect(reason.message).toContain('subprotocol');
    const without = new WebSocket(bed.gateway.url.replace('http', 'ws'));
    expect((await once(without, 'close'))[0]).toBe(4406);
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['an unknown type', { type: 'start' }],
    ['no id', { type: 'subscribe', payload: { query: '{ __typename }' } }],
    ['a message of the server', { type: 'connection_ack' }],
    ['an answer', { id: '1', type: 'next', payload: {} }],
    ['an error', { id: '1', type: 'error', payload: [{ message: 'no' }] }],
    ['no object', '[]'],
    ['a type that is none', { type: 7 }],
    ['an empty id', { id: '', type: 'subscribe', payload: { query: '{ __typename }' } }],
    ['an id that is no text', { id: 7, type: 'complete' }],
    ['no document', { id: '1', type: 'subscribe', payload: {} }],
    [
      'variables that are none',
      { id: '1', type: 'subscribe', payload: { query: '', variables: 7 } },
    ],
    [
      'extensions that are none',
      { id: '1', type: 'subscribe', payload: { query: '', extensions: [] } },
    ],
    ['a beginning that is no object', { type: 'connection_init', payload: 'me' }],
    ['a ping that is no object', { type: 'ping', payload: [1] }],
    ['a ping too large', { type: 'ping', payload: { text: 'x'.repeat(600_000) } }],
    [
      'a ping too deep',
      `{"type":"ping","payload":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    ],
  ])('4400 when it sends %s', async (_name, message) => {
    const client = await RawClient.open(await startGateway());
    client.say(message);
    expect(await client.closed).toBe(4400);
  });

  it('4401 when it asks before it is acknowledged', async () => {
    const client = await RawClient.open(await startGateway());
    client.say(subscribe('1', '{ __typename }'));
    expect(await client.closed).toBe(4401);
  });

  it('4408 when it does not begin in time', async () => {
    const client = await RawClient.open(
      await startGateway({ limits: { connectionInitTimeoutMs: 10 } }),
    );
    expect(await client.closed).toBe(4408);
  });

  it('4409 when it uses the id of an operation that runs', async () => {
    const client = await RawClient.ready(await startGateway());
    client.say(subscribe('1', 'subscription { orderPlaced { orderId } }'));
    client.say(subscribe('1', '{ __typename }'));
    expect(await client.closed).toBe(4409);
  });

  it('4429 when it begins twice', async () => {
    const client = await RawClient.ready(await startGateway());
    client.say({ type: 'connection_init' });
    expect(await client.closed).toBe(4429);
  });

  it('1009 when it sends more than it may', async () => {
    const client = await RawClient.ready(await startGateway({ limits: { maxMessageBytes: 500 } }));
    client.say(subscribe('1', `{ __typename #${'x'.repeat(600)}\n}`));
    expect(await client.closed).toBe(1009);
  });

  it('when it does not answer heartbeats', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 50 } });
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
      autoPong: false,
    });
    socket.once('open', () => socket.send('{"type":"connection_init"}'));
    expect((await once(socket, 'close'))[0]).toBe(1006);
  });
});

describe('another path', () => {
  it('has no WebSocket', async () => {
    const bed = await startGateway();
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws').replace('graphql', 'other'));
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('404');
  });
});
