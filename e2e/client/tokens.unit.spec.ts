import { expect, it, vi } from 'vitest';
import { startIssuer } from '@metamorphosis/gateway/testing';
import { input, PLACED, startBed, type ClientBed } from './client-bed.js';

// Connections are cut and made again: work of seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

async function strictBed(): Promise<{
  bed: ClientBed;
  issuer: Awaited<ReturnType<typeof startIssuer>>;
}> {
  const issuer = await startIssuer();
  const bed = await startBed({ identity: { issuers: [issuer.trusted], required: true } });
  return { bed, issuer };
}

it('takes a new token when the old one is refused, over HTTP and by WebSocket', async () => {
  const { bed, issuer } = await strictBed();
  const asked: boolean[] = [];
  const token = async (refresh: boolean): Promise<string> => {
    asked.push(refresh);
    return refresh ? issuer.token() : 'stale';
  };
  expect(await bed.client({ token }).commands.placeOrder(input)).toMatchObject({
    state: 'SUCCEEDED',
  });
  expect(asked).toEqual([false, true]);
  asked.length = 0;
  await bed.client({ token }).subscribe(PLACED).opened;
  expect(asked).toEqual([false, true]);
});

it('goes on with a new token when the one of a subscription ends, and misses nothing', async () => {
  const { bed, issuer } = await strictBed();
  let made = 0;
  const client = bed.client({ token: () => issuer.token({}, (made += 1) === 1 ? 2 : 60) });
  const stream = client.subscribe<{ orderPlaced: { orderId: string } }, object>(PLACED);
  await stream.opened;
  await bed.place(0);
  expect((await stream.next()).value?.orderPlaced.orderId).toBe('o0');
  await expect.poll(() => made, { timeout: 5000 }).toBe(2);
  await bed.place(2);
  expect((await stream.next()).value?.orderPlaced.orderId).toBe('o2');
});

it('throws TOKEN_INVALID when no other token can be had, or no token helps', async () => {
  const { bed } = await strictBed();
  await expect(bed.client().commands.placeOrder(input)).rejects.toMatchObject({
    code: 'TOKEN_INVALID',
    status: 401,
  });
  await expect(bed.client().subscribe(PLACED).next()).rejects.toMatchObject({
    code: 'TOKEN_INVALID',
  });
  const useless = bed.client({ token: () => 'useless', retry: { initialDelayMs: 1 } });
  await expect(useless.commands.placeOrder(input)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  await expect(useless.subscribe(PLACED).next()).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
});
