import { once } from 'node:events';
import { request as ask } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const SHOP = 'https://shop.example';
const QUERY = '?query={__typename}';

/** fetch keeps headers of browsers to itself. */
async function send(
  { gateway }: TestGateway,
  method: string,
  query: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  const request = ask(gateway.url + query, { method, headers }).end();
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  return { status: response.statusCode ?? 0, headers: response.headers };
}
const question = (origin: string): Record<string, string> => ({
  origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type',
});

describe('a page of another origin', () => {
  it('is allowed nothing unless it is named', async () => {
    const closed = await startGateway();
    expect((await send(closed, 'OPTIONS', '', question(SHOP))).status).toBe(405);
    const bed = await startGateway({ cors: { origins: [SHOP] } });
    const other = await send(bed, 'OPTIONS', '', question('https://evil.example'));
    expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    expect(other.headers['vary']).toBe('origin');
  });

  it('that is named is told what it may send, and may read the answer', async () => {
    const bed = await startGateway({ cors: { origins: [SHOP], credentials: true } });
    const told = await send(bed, 'OPTIONS', '', question(SHOP));
    expect(told.status).toBe(204);
    expect(told.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-max-age': '600',
      vary: 'origin',
    });
    const answer = await bed.post({ query: '{ __typename }' }, { origin: SHOP });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    const stream = await bed.post(
      { query: 'subscription { orderPlaced { orderId } }' },
      { origin: SHOP, accept: 'text/event-stream' },
    );
    expect(stream.headers.get('access-control-allow-origin')).toBe(SHOP);
    await stream.body?.cancel();
  });

  it('gets no cookies allowed where every page is', async () => {
    const bed = await startGateway({ cors: { origins: ['*'], credentials: true } });
    const { headers } = await send(bed, 'OPTIONS', '', question(SHOP));
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('opens no socket', async () => {
    const bed = await startGateway({ cors: { origins: [SHOP] } });
    const opened = async (origin?: string): Promise<string> => {
      const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
        ...(origin !== undefined && { origin }),
      });
      const how = await Promise.race([
        once(socket, 'open').then(() => 'open'),
        once(socket, 'unexpected-response').then(([, answer]) =>
          String((answer as { statusCode: number }).statusCode),
        ),
      ]);
      socket.on('error', () => undefined);
      socket.terminate();
      return how;
    };
    expect(await opened('https://evil.example')).toBe('403');
    expect(await opened('null')).toBe('403');
    expect(await opened(SHOP)).toBe('open');
    expect(await opened(new URL(bed.gateway.url).origin)).toBe('open');
    expect(await opened()).toBe('open');
  });
});

describe('a GET that any page could have made a browser send', () => {
  it('is refused, and told how to prove that it is none', async () => {
    const bed = await startGateway({ cors: { origins: [SHOP] } });
    const proofs: Record<string, string>[] = [
      { 'graphql-require-preflight': '1' },
      { 'apollo-require-preflight': 'true' },
      { authorization: 'Bearer x' },
      { 'content-type': 'application/json' },
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: SHOP, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of proofs) {
      expect((await send(bed, 'GET', QUERY, headers)).status, JSON.stringify(headers)).toBe(200);
    }
    const forged: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { 'graphql-require-preflight': '' },
      { 'content-type': 'text/plain' },
      { accept: 'text/event-stream', 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of forged) {
      expect((await send(bed, 'GET', QUERY, headers)).status, JSON.stringify(headers)).toBe(400);
    }
    const told = await (await fetch(bed.gateway.url + QUERY)).text();
    expect(told).toContain('graphql-require-preflight: 1');
  });

  it('is taken where nobody minds', async () => {
    const bed = await startGateway({ csrfPrevention: false });
    expect((await send(bed, 'GET', QUERY, {})).status).toBe(200);
  });

  it('cannot be a POST: one that is not JSON is refused', async () => {
    const bed = await startGateway();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await bed.post('{"query":"{__typename}"}', { 'content-type': type })).status).toBe(
        415,
      );
    }
  });
});
