import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpSubgraph, type HttpSubgraphOptions } from './http-subgraph.js';
import { subgraphRequest, type SubgraphRequest } from './subgraph-client.js';

interface Server {
  readonly url: string;
  readonly requests: { readonly headers: Readonly<Record<string, unknown>> }[];
  answer: (response: ServerResponse, n: number) => void;
  readonly port: number;
}

const ok = (response: ServerResponse): void => void response.end('{"data":{"a":1}}');
const fail = (status: number) => (response: ServerResponse) => {
  response.statusCode = status;
  response.end('unavailable');
};

async function start(answer: Server['answer'] = ok): Promise<Server> {
  const requests: Server['requests'] = [];
  const http = createServer((request, response) => {
    requests.push({ headers: request.headers });
    request.resume().on('end', () => server.answer(response, requests.length));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const server: Server = { url: `http://127.0.0.1:${port}/graphql`, requests, answer, port };
  return server;
}

function client(url: string, options: HttpSubgraphOptions = {}): HttpSubgraph {
  const subgraph = new HttpSubgraph('accounts', url, options);
  onTestFinished(() => subgraph.destroy());
  return subgraph;
}

const QUERY = subgraphRequest('{ a }', {});
const MUTATION: SubgraphRequest = { ...QUERY, kind: 'mutation' };
const unavailable = expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) as Error;
const once = { retries: { attempts: 0 } };

describe('a subgraph that does not answer', () => {
  it.each([502, 503, 504])('is asked again after %i, as often as configured', async (status) => {
    const server = await start((response, n) => (n < 3 ? fail(status) : ok)(response));
    const patient = client(server.url, { retries: { attempts: 2, firstMs: 1 } });
    expect(await patient.send(QUERY, {})).toEqual({ data: { a: 1 } });
    expect(server.requests).toHaveLength(3);
    server.answer = fail(status);
    await expect(patient.send(QUERY, {})).rejects.toEqual(unavailable);
    expect(server.requests).toHaveLength(6);
  });

  it('is asked once by a mutation', async () => {
    const server = await start(fail(503));
    const patient = client(server.url, { retries: { attempts: 5, firstMs: 1 } });
    await expect(patient.send(MUTATION, {})).rejects.toEqual(unavailable);
    expect(server.requests).toHaveLength(1);
  });

  it('is not waited for longer than configured for it', async () => {
    const server = await start(() => undefined);
    const subgraphs = { accounts: { timeoutMs: 50 } };
    const hasty = client(server.url, { timeoutMs: 60_000, subgraphs });
    await expect(hasty.send(QUERY, {})).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
    await expect(hasty.send(MUTATION, {})).rejects.toMatchObject({
      cause: { name: 'TimeoutError' },
    });
    // What took too long once is not tried again.
    expect(server.requests).toHaveLength(2);
  });

  it('is left alone when it fails most requests, and asked again after a while', async () => {
    const server = await start(fail(503));
    const breaker = { minRequests: 4, openMs: 50 };
    const guarded = client(server.url, { ...once, breaker });
    for (let i = 0; i < 10; i += 1) {
      await expect(guarded.send(QUERY, {})).rejects.toEqual(unavailable);
    }
    expect(server.requests).toHaveLength(4);
    server.answer = ok;
    const answered = expect.poll(() => guarded.send(QUERY, {}).catch(() => undefined));
    await answered.toEqual({ data: { a: 1 } });
    expect(await guarded.send(MUTATION, {})).toEqual({ data: { a: 1 } });
  });

  it('is always asked when the breaker is off for it', async () => {
    const server = await start(fail(503));
    const breaker = { minRequests: 1 };
    const options = { ...once, breaker, subgraphs: { accounts: { breaker: false as const } } };
    const stubborn = client(server.url, options);
    for (let i = 0; i < 5; i += 1) await stubborn.send(QUERY, {}).catch(() => undefined);
    expect(server.requests).toHaveLength(5);
  });
});

it('answers that say what is wrong are answers: nothing is repeated, nothing counted', async () => {
  const server = await start((response) => {
    response.statusCode = 500;
    response.end('{"errors":[{"message":"no"}]}');
  });
  const guarded = client(server.url, { breaker: { minRequests: 1 } });
  for (let i = 0; i < 3; i += 1) {
    expect(await guarded.send(QUERY, {})).toEqual({ errors: [{ message: 'no' }] });
  }
});

it('headers for one subgraph stand above those for all', async () => {
  const server = await start();
  const subgraphHeaders = { accounts: { 'x-b': 'own' }, others: { 'x-c': 'theirs' } };
  await client(server.url).send(QUERY, { headers: { 'x-a': '1', 'x-b': 'all' }, subgraphHeaders });
  expect(server.requests[0]?.headers).toMatchObject({ 'x-a': '1', 'x-b': 'own' });
  expect(server.requests[0]?.headers).not.toHaveProperty('x-c');
});
