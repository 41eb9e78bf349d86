import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ReceivedRequest } from '@metamorphosis/federation/testing';
import { startGateway } from '../testing/start-gateway.js';
import { startIssuer } from '../testing/start-issuer.js';
import { compileHeaderRules } from './header-rules.js';

const QUERY = '{ order(id: "ada-1") { total customer { name } } }';
const last = (list: readonly ReceivedRequest[]): ReceivedRequest['headers'] | undefined =>
  list.at(-1)?.headers;

describe('rules for headers', () => {
  it('let through what they name, under the name they give, to whom they say', async () => {
    const bed = await startGateway({
      headers: {
        all: [
          { kind: 'propagate', name: 'x-tenant' },
          { kind: 'propagate', name: 'x-lang', as: 'accept-language', fallback: 'de' },
          { kind: 'set', name: 'x-from', value: 'gateway' },
        ],
        subgraphs: {
          customers: [
            { kind: 'propagate', name: 'authorization' },
            { kind: 'set', name: 'x-from', value: 'gateway for customers' },
          ],
        },
      },
    });
    const sent = { 'x-tenant': 't1', authorization: 'Bearer x', 'x-other': 'no', cookie: 'a=b' };
    await bed.post({ query: QUERY }, sent);
    const orders = last(bed.shop.orders.received);
    const customers = last(bed.shop.customers.received);
    expect(orders).toMatchObject({
      'x-tenant': 't1',
      'accept-language': 'de',
      'x-from': 'gateway',
    });
    expect(orders).not.toHaveProperty('authorization');
    expect(customers).toMatchObject({
      'x-tenant': 't1',
      authorization: 'Bearer x',
      'x-from': 'gateway for customers',
    });
    for (const headers of [orders, customers]) {
      expect(headers).not.toHaveProperty('x-other');
      expect(headers).not.toHaveProperty('cookie');
      expect(headers).toHaveProperty('traceparent');
    }
  });

  it('keep requests apart that subgraphs see with other headers', async () => {
    const bed = await startGateway({
      headers: { subgraphs: { orders: [{ kind: 'propagate', name: 'x-tenant' }] } },
    });
    const asked = (): string[] =>
      bed.shop.orders.received
        .filter(({ query }) => query.includes('order('))
        .map(({ headers }) => String(headers['x-tenant']))
        .sort();
    let release = (): void => undefined;
    bed.shop.hold = new Promise((resolve) => (release = resolve));
    const answers = ['t1', 't2', 't1'].map((tenant) =>
      bed.post({ query: '{ order(id: "ada-1") { total } }' }, { 'x-tenant': tenant }),
    );
    await expect.poll(() => bed.gateway.load().requests).toBe(3);
    await expect.poll(asked).toEqual(['t1', 't2']);
    release();
    await Promise.all(answers);
    expect(asked()).toEqual(['t1', 't2']);
  });

  it('hold for sockets, whose first message may carry what a handshake cannot', async () => {
    const bed = await startGateway({
      headers: { all: [{ kind: 'propagate', name: 'x-tenant' }] },
    });
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init","payload":{"x-tenant":"t3"}}');
    await once(socket, 'message');
    const payload = { query: QUERY };
    socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
    await once(socket, 'message');
    expect(last(bed.shop.orders.received)).toMatchObject({ 'x-tenant': 't3' });
    socket.terminate();
  });

  it('tell subgraphs what a token claims', async () => {
    const issuer = await startIssuer();
    const bed = await startGateway({
      identity: { issuers: [issuer.trusted] },
      headers: { all: [{ kind: 'claim', claim: 'roles', as: 'x-roles' }] },
    });
    const token = await issuer.token({ sub: 'ada', roles: ['admin'] });
    await bed.post({ query: QUERY }, { authorization: `Bearer ${token}`, 'x-roles': 'forged' });
    expect(last(bed.shop.orders.received)).toMatchObject({ 'x-roles': '["admin"]' });
  });
});

it('patterns never take credentials, nor what the gateway writes itself', () => {
  const headersOf = compileHeaderRules({ all: [{ kind: 'matching', pattern: /./ }] });
  const headers = {
    'x-a': '1',
    host: 'h',
    authorization: 'secret',
    cookie: 'secret',
    'x-metamorphosis-identity': 'forged',
    'content-length': '3',
    'sec-websocket-key': 'k',
  };
  expect(headersOf({ headers })).toEqual({ headers: { 'x-a': '1' } });
});

it('a value that would end a header is not sent', () => {
  const headersOf = compileHeaderRules({ all: [{ kind: 'propagate', name: 'x-a' }] });
  expect(headersOf({ headers: {}, init: { 'x-a': 'a\r\nx-b: c' } })).toEqual({ headers: {} });
});
