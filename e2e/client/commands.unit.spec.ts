import { GraphQLError } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { newCommandId } from '@metamorphosis/contract';
import { input, startBed } from './client-bed.js';

// Connections are cut and made again: work of seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const thrown = (code: string, extensions: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(`It is ${code}.`, { extensions: { code, ...extensions } });

describe('a command that is waited for', () => {
  it('answers success, rejections by type or by code, and failure, as one kind of thing', async () => {
    const bed = await startBed();
    const { commands } = bed.client();
    expect(await commands.placeOrder(input)).toEqual({
      state: 'SUCCEEDED',
      result: { __typename: 'Order', id: 'o1', status: 'PENDING' },
      errors: [],
    });
    bed.orders.answer = { __typename: 'TooManyOpenOrders', limit: 3, open: 3 };
    expect(await commands.placeOrder(input)).toEqual({
      state: 'REJECTED',
      rejection: { __typename: 'TooManyOpenOrders', limit: 3, open: 3 },
      error: undefined,
    });
    const commandId = newCommandId('orders');
    bed.orders.answer = thrown('CANCELLED', { commandId });
    expect(await commands.placeOrder(input)).toEqual({
      state: 'REJECTED',
      rejection: undefined,
      error: { code: 'CANCELLED', message: 'It is CANCELLED.' },
    });
    bed.orders.answer = thrown('COMMAND_FAILED', { commandId });
    expect(await commands.placeOrder(input)).toMatchObject({
      state: 'FAILED',
      error: { code: 'COMMAND_FAILED' },
    });
  });

  it('names its command when the outcome takes too long, so that it can be followed', async () => {
    const bed = await startBed();
    const client = bed.client();
    const commandId = newCommandId('orders');
    bed.orders.answer = thrown('RESULT_TIMEOUT', { commandId });
    const error = await client.commands.placeOrder(input).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'RESULT_TIMEOUT', commandId });
    await bed.orders.tell(commandId, {
      state: 'SUCCEEDED',
      result: { __typename: 'Order', id: 'o9' },
    });
    expect(await client.commands.placeOrder.handle(commandId).result()).toMatchObject({
      state: 'SUCCEEDED',
      result: { id: 'o9' },
    });
  });

  it('is sent again under its key when the line broke, and takes effect once', async () => {
    const bed = await startBed();
    const answered = Promise.withResolvers<void>();
    bed.orders.hold = answered.promise;
    const outcome = bed.client().commands.placeOrder(input);
    await expect.poll(() => bed.orders.accepted.size).toBe(1);
    bed.line.cut();
    answered.resolve();
    expect(await outcome).toMatchObject({ state: 'SUCCEEDED' });
    expect(bed.orders.accepted.size).toBe(1);
    const sent = bed.orders.server.received.filter(({ query }) => query.includes('placeOrder'));
    expect(sent.length).toBeGreaterThan(1);
  });

  it('has another key for each call, unless it is given one', async () => {
    const bed = await startBed();
    const { commands } = bed.client();
    await commands.placeOrder(input);
    await commands.placeOrder(input);
    expect(bed.orders.accepted.size).toBe(2);
    await commands.placeOrder(input, { idempotencyKey: 'mine' });
    await commands.placeOrder(input, { idempotencyKey: 'mine' });
    expect([...bed.orders.accepted.keys()]).toHaveLength(3);
  });

  it('throws after the last attempt, with a code', async () => {
    const bed = await startBed();
    bed.line.down = true;
    const { commands } = bed.client({ retry: { initialDelayMs: 1, maxAttempts: 3 } });
    await expect(commands.placeOrder(input)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(bed.line.connections).toBe(3);
  });

  it('stops for a signal, also between attempts', async () => {
    const bed = await startBed();
    bed.line.down = true;
    const { commands } = bed.client({ retry: { initialDelayMs: 60_000, maxDelayMs: 60_000 } });
    const stop = new AbortController();
    const outcome = commands.placeOrder(input, { signal: stop.signal });
    await expect.poll(() => bed.line.connections).toBe(1);
    stop.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
  });
});

describe('a command that was submitted', () => {
  it('tells its progress and its outcome, though the connection is cut in between', async () => {
    const bed = await startBed();
    const { commands } = bed.client();
    const handle = await commands.placeOrder.submit(input);
    expect(handle.receipt).toEqual({
      commandId: handle.commandId,
      acceptedAt: '2026-11-21T09:00:00.000Z',
      state: 'ACCEPTED',
    });
    const steps: unknown[] = [];
    const outcome = handle.result();
    for await (const { state, progress } of handle.progress()) {
      steps.push([state, progress]);
      if (state === 'ACCEPTED') {
        const before = bed.line.connections;
        bed.line.cut();
        // Both subscriptions have come back, and been told what they know.
        await expect.poll(() => bed.line.connections).toBeGreaterThan(before);
        await expect.poll(() => bed.gateway.gateway.load().subscriptions).toBe(2);
        await bed.orders.tell(handle.commandId, { state: 'STARTED', progress: { done: 1 } });
      } else {
        bed.line.cut();
        await bed.orders.tell(handle.commandId, {
          state: 'SUCCEEDED',
          result: { __typename: 'Order', id: 'o7' },
        });
      }
    }
    // What was told before is not told again when the connection comes back.
    expect(steps).toEqual([
      ['ACCEPTED', null],
      ['STARTED', { done: 1 }],
    ]);
    expect(await outcome).toMatchObject({ state: 'SUCCEEDED', result: { id: 'o7' } });
  });

  it('can be followed by its id alone, by another client, after its end', async () => {
    const bed = await startBed();
    const { commandId } = await bed.client().commands.placeOrder.submit(input);
    const rejection = { __typename: 'TooManyOpenOrders', limit: 3, open: 3 };
    await bed.orders.tell(commandId, { state: 'REJECTED', result: rejection });
    const handle = bed.client().commands.placeOrder.handle(commandId);
    expect(await handle.result()).toEqual({ state: 'REJECTED', rejection, error: undefined });
    for await (const step of handle.progress()) expect.unreachable(JSON.stringify(step));
  });

  it('is told to have failed, with the reason', async () => {
    const bed = await startBed();
    const handle = await bed.client().commands.placeOrder.submit(input);
    const error = { code: 'COMMAND_FAILED', message: 'It was parked.' };
    await bed.orders.tell(handle.commandId, { state: 'FAILED', error });
    expect(await handle.result()).toEqual({ state: 'FAILED', error });
  });

  it('is cancelled, or is not known', async () => {
    const bed = await startBed();
    const { commands } = bed.client();
    const handle = await commands.placeOrder.submit(input);
    await expect(handle.cancel()).resolves.toBeUndefined();
    const unknown = commands.placeOrder.handle(newCommandId('orders'));
    await expect(unknown.cancel()).rejects.toMatchObject({ code: 'COMMAND_UNKNOWN' });
    await expect(unknown.result()).rejects.toMatchObject({ code: 'COMMAND_UNKNOWN' });
  });
});
