import { once } from 'node:events';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  IDENTITY_HEADER,
  newCommandId,
  readIdentity,
  type CallerIdentity,
} from '@metamorphosis/contract';
import type { GatewayOptions } from '../gateway.js';
import { EventReader } from '../testing/event-reader.js';
import { SECRETS, startGateway, type TestGateway } from '../testing/start-gateway.js';
import { startIssuer, type TestIssuer } from '../testing/start-issuer.js';
import { Watch } from '../testing/watch.js';
import type { IdentityOptions } from './identity-options.js';

const ORDER = { query: '{ order(id: "ada-1") { total } }' };
const PLACED = 'subscription { orderPlaced { orderId } }';
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

async function start(
  identity: Partial<IdentityOptions> = {},
  options: Partial<GatewayOptions> = {},
): Promise<{ bed: TestGateway; issuer: TestIssuer }> {
  const issuer = await startIssuer();
  const issuers = identity.issuers ?? [issuer.trusted];
  const bed = await startGateway({ ...options, identity: { ...identity, issuers } });
  return { bed, issuer };
}
/** Who asks, as the subgraph was told last. */
async function toldActor({ shop }: TestGateway): Promise<CallerIdentity | undefined> {
  const header = shop.orders.received.at(-1)?.headers[IDENTITY_HEADER];
  if (typeof header !== 'string') return undefined;
  return readIdentity(SECRETS, header);
}
const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions
    .code;

describe('a caller with a token', () => {
  it('is told to subgraphs, signed by the gateway', async () => {
    const { bed, issuer } = await start();
    expect((await bed.post(ORDER, bearer(await issuer.token()))).status).toBe(200);
    expect(await toldActor(bed)).toEqual({ subject: 'ada', scopes: [] });
    expect(
      (await bed.post(ORDER, { authorization: `bearer  ${await issuer.token()}` })).status,
    ).toBe(200);
    expect(issuer.asked()).toBe(1);
  });

  it.each([
    ['scope', 'orders:read  orders:write'],
    ['permissions', ['orders:read', 'orders:write']],
  ])('is told to subgraphs with its scopes, from the claim %s', async (scopesClaim, scopes) => {
    const { bed, issuer } = await start({}, { authorization: { scopesClaim } });
    const token = await issuer.token({ [scopesClaim]: scopes });
    expect((await bed.post(ORDER, bearer(token))).status).toBe(200);
    const actor = { subject: 'ada', scopes: ['orders:read', 'orders:write'] };
    expect(await toldActor(bed)).toEqual(actor);
  });

  it('is nobody in particular without one, whatever else it says of itself', async () => {
    const { bed } = await start();
    await bed.post(ORDER, { [IDENTITY_HEADER]: 'ada', 'x-user': 'ada' });
    const { headers } = bed.shop.orders.received.at(-1) ?? {};
    expect(headers).not.toHaveProperty(IDENTITY_HEADER);
    expect(headers).not.toHaveProperty('x-user');
  });

  it('is refused where everybody needs one and it has none', async () => {
    const { bed, issuer } = await start({ required: true });
    const refused = await bed.post(ORDER);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await codeOf(refused)).toBe('TOKEN_INVALID');
    expect((await bed.post(ORDER, bearer(await issuer.token()))).status).toBe(200);
  });

  it('is refused with a token that is not what it has to be', async () => {
    const issuer = await startIssuer();
    const stranger = await startIssuer();
    const { bed } = await start({ issuers: [{ ...issuer.trusted, audience: ['shop', 'till'] }] });
    const good = await issuer.token({ aud: 'shop' });
    expect((await bed.post(ORDER, bearer(good))).status).toBe(200);
    const [head = '', body = '', signature = ''] = good.split('.');
    const claims = { sub: 'grace', aud: 'shop', iss: issuer.trusted.issuer, exp: 9_000_000_000 };
    const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const byPublicKey = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: issuer.publicKey().kid ?? '' })
      .sign(new TextEncoder().encode(JSON.stringify(issuer.publicKey())));
    const tokens = [
      await issuer.token({ aud: 'shop' }, -10),
      await issuer.token({ aud: 'other' }),
      await issuer.token(),
      await issuer.token({ aud: 'shop', sub: '' }),
      await issuer.token({ aud: 'shop', nbf: Math.floor(Date.now() / 1000) + 60 }),
      await stranger.token({ aud: 'shop' }),
      await stranger.token({ aud: 'shop', iss: issuer.trusted.issuer }),
      new UnsecuredJWT(claims).encode(),
      byPublicKey,
      `${head}.${forged}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      'nonsense',
      '...',
    ];
    for (const token of tokens) {
      const refused = await bed.post(ORDER, bearer(token));
      expect(refused.status, token).toBe(401);
      expect(await codeOf(refused)).toBe('TOKEN_INVALID');
    }
    expect((await bed.post(ORDER, { authorization: 'Basic YWRhOnB3' })).status).toBe(401);
  });

  it('may have a clock that is five seconds off', async () => {
    const { bed, issuer } = await start();
    expect((await bed.post(ORDER, bearer(await issuer.token({}, -3)))).status).toBe(200);
    expect((await bed.post(ORDER, bearer(await issuer.token({}, -6)))).status).toBe(401);
    const strict = await start({ clockToleranceMs: 0, issuers: [issuer.trusted] });
    expect((await strict.bed.post(ORDER, bearer(await issuer.token({}, -3)))).status).toBe(401);
  });

  it('may come from several issuers, and is named by the claim that is asked for', async () => {
    const [one, two] = [await startIssuer(), await startIssuer()];
    const { bed } = await start({
      issuers: [one.trusted, two.trusted],
      subjectClaim: 'email',
    });
    for (const [issuer, email] of [
      [one, 'ada@one'],
      [two, 'ada@two'],
    ] as const) {
      await bed.post(ORDER, bearer(await issuer.token({ email })));
      expect((await toldActor(bed))?.subject).toBe(email);
    }
  });

  it('is known when its issuer has changed its key', async () => {
    const { bed, issuer } = await start({ jwksCooldownMs: 0 });
    const old = await issuer.token();
    expect((await bed.post(ORDER, bearer(old))).status).toBe(200);
    await issuer.rotate();
    expect((await bed.post(ORDER, bearer(await issuer.token()))).status).toBe(200);
    expect((await bed.post(ORDER, bearer(old))).status).toBe(401);
  });

  it('does not make the gateway ask for keys again and again', async () => {
    const { bed, issuer } = await start();
    await bed.post(ORDER, bearer(await issuer.token()));
    await issuer.rotate();
    for (let i = 0; i < 5; i += 1) await bed.post(ORDER, bearer(await issuer.token()));
    expect(issuer.asked()).toBe(1);
  });

  it('is asked to wait while its issuer cannot be asked; others are served', async () => {
    const { bed, issuer } = await start();
    const token = await issuer.token();
    issuer.stop();
    const waiting = await bed.post(ORDER, bearer(token));
    expect(waiting.status).toBe(503);
    expect(waiting.headers.get('retry-after')).toBe('1');
    expect(await codeOf(waiting)).toBe('UNAVAILABLE');
    expect((await bed.post(ORDER)).status).toBe(200);
  });
});

describe('a socket', () => {
  it('is its caller by the token of its first message, or of its handshake', async () => {
    const { bed, issuer } = await start();
    const authorization = `Bearer ${await issuer.token({ sub: 'grace' })}`;
    const watch = new Watch(bed.client({ connectionParams: { authorization } }), ORDER);
    expect((await watch.next()).data).toEqual({ order: { total: 500 } });
    expect((await toldActor(bed))?.subject).toBe('grace');
  });

  it('is closed with 4403 with a token that is none, 1013 while its issuer cannot be asked', async () => {
    const { bed, issuer } = await start();
    const token = await issuer.token();
    const open = async (authorization: string): Promise<unknown> => {
      const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
      return (await once(socket, 'close'))[0];
    };
    expect(await open('Bearer nonsense')).toBe(4403);
    issuer.stop();
    expect(await open(`Bearer ${token}`)).toBe(1013);
  });

  it('is not used before it is known whose it is', async () => {
    const { bed, issuer } = await start();
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    const authorization = `Bearer ${await issuer.token()}`;
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: ORDER }));
    expect((await once(socket, 'close'))[0]).toBe(4401);
  });

  it('ends with its token: each operation is told, with its cursor', async () => {
    const { bed, issuer } = await start({ clockToleranceMs: 5_000 });
    const authorization = `Bearer ${await issuer.token({}, 1)}`;
    const client = bed.client({ connectionParams: { authorization } });
    const closed = new Promise((resolve) => client.on('closed', resolve));
    const watch = new Watch(client, { query: PLACED });
    await watch.opened();
    expect(await watch.over()).toMatchObject([
      { extensions: { code: 'TOKEN_EXPIRED', cursor: watch.cursor } },
    ]);
    expect(await closed).toMatchObject({ code: 4403, reason: 'Token expired' });
  });
});

describe('a stream over HTTP', () => {
  it('ends with its token, with its cursor, which the same caller alone can use', async () => {
    const { bed, issuer } = await start();
    const ask = (token: string, extensions = {}): Promise<EventReader> =>
      EventReader.open(bed.gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(token) },
        body: JSON.stringify({ query: PLACED, extensions }),
      });
    const reader = await ask(await issuer.token({}, 2));
    const last = (await reader.next()) as { errors: { extensions: Record<string, string> }[] };
    expect(last.errors[0]?.extensions).toEqual({
      code: 'TOKEN_EXPIRED',
      cursor: expect.any(String) as string,
    });
    expect((await reader.event()).type).toBe('complete');
    const cursor = last.errors[0]?.extensions['cursor'];
    await bed.publish('OrderPlaced', {
      orderId: 'ada-1',
      customerId: 'ada',
      order: { id: 'ada-1' },
    });
    const other = await ask(await issuer.token({ sub: 'grace' }), { cursor });
    expect(await other.next()).toMatchObject({
      errors: [{ extensions: { code: 'CURSOR_INVALID' } }],
    });
    const same = await ask(await issuer.token(), { cursor });
    expect(await same.next()).toMatchObject({ data: { orderPlaced: { orderId: 'ada-1' } } });
  });

  it('that carries several operations is its caller’s alone', async () => {
    const { bed, issuer } = await start();
    const mine = bearer(await issuer.token());
    const reserved = await fetch(bed.gateway.url, { method: 'PUT', headers: mine });
    const token = await reserved.text();
    const header = { 'x-graphql-event-stream-token': token };
    const request = { query: '{ __typename }', extensions: { operationId: '1' } };
    expect((await bed.post(request, header)).status).toBe(404);
    const grace = bearer(await issuer.token({ sub: 'grace' }));
    expect((await bed.post(request, { ...header, ...grace })).status).toBe(404);
    expect((await bed.post(request, { ...header, ...mine })).status).toBe(202);
  });
});

describe('a command', () => {
  it('is answered to the subject that issued it alone', async () => {
    const { bed, issuer } = await start();
    const commandId = newCommandId('orders');
    await bed.board.putUpdate({
      commandId,
      name: 'orders.placeOrder',
      state: 'ACCEPTED',
      version: 1,
      acceptedAt: '2026-11-21T09:00:00.000Z',
      at: '2026-11-21T09:00:00.000Z',
      attempts: 0,
      subject: 'ada',
    });
    const query = `{ command(id: "${commandId}") { state } }`;
    const ask = async (headers = {}): Promise<unknown> =>
      (await bed.post({ query }, headers)).json();
    const ada = bearer(await issuer.token());
    const grace = bearer(await issuer.token({ sub: 'grace' }));
    expect(await ask(ada)).toEqual({ data: { command: { state: 'ACCEPTED' } } });
    expect(await ask(grace)).toEqual({ data: { command: null } });
    expect(await ask()).toEqual({ data: { command: null } });
    const follow = (headers: Record<string, string>): Promise<EventReader> =>
      EventReader.open(bed.gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({
          query: `subscription { placeOrderResult(commandId: "${commandId}") { state } }`,
        }),
      });
    expect(await (await follow(ada)).next()).toMatchObject({
      data: { placeOrderResult: { state: 'ACCEPTED' } },
    });
    expect(await (await follow(grace)).next()).toMatchObject({
      errors: [{ extensions: { code: 'COMMAND_UNKNOWN' } }],
    });
  });
});
