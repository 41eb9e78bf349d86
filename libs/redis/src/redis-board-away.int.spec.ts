import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isMetamorphosisError, type CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '@metamorphosis/core';
import { anUpdate, aStream } from '@metamorphosis/core/testing';
import { createKeys, type Keys } from './keys.js';
import { TcpProxy } from './testing/tcp-proxy.js';
import { aBoard, aClient, aPrefix, redisUrl } from './testing/test-board.js';

const SOON = { timeout: 10_000, interval: 10 } as const;
/** Longer than any answer takes, and below every timeout here: what ends within it did not wait for one. */
const AT_ONCE_MS = 2_500;

interface Lined {
  readonly board: Board;
  readonly proxy: TcpProxy;
  /** A board on the same keys that no fault reaches. */
  readonly other: Board;
  readonly keys: Keys;
}

/** A board behind a proxy, connected, and another one beside it. */
async function lined(
  options: { callTimeoutMs?: number; heartbeatMs?: number } = {},
): Promise<Lined> {
  const proxy = await TcpProxy.to(redisUrl());
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const keyPrefix = aPrefix();
  const board = aBoard({
    connection: { url: proxy.url },
    keyPrefix,
    callTimeoutMs: 5_000,
    ...options,
  });
  const other = aBoard({ keyPrefix });
  await Promise.all([board.ping(), other.ping()]);
  return { board, proxy, other, keys: createKeys(keyPrefix) };
}

/** Puts updates until one is heard: what is published while nobody listens is lost, as the port says. */
async function untilHeard(other: Board, seen: readonly CommandUpdate[]): Promise<void> {
  await expect
    .poll(async () => {
      const update = anUpdate({ state: 'SUCCEEDED' });
      await other.putUpdate(update, 'caller');
      return seen.length;
    }, SOON)
    .toBeGreaterThan(0);
}

const unavailable = (error: unknown): boolean => isMetamorphosisError(error, 'UNAVAILABLE');

describe('when Redis goes away', () => {
  it('keeps its watchers through a reconnect, and tells when they must read again', async () => {
    const { board, proxy, other } = await lined();
    const told = { reconnected: 0, stream: 0 };
    const replies: CommandUpdate[] = [];
    const { commandId } = anUpdate();
    const states: string[] = [];
    board.onReconnect(() => void told.reconnected++);
    await board.watchReplies('caller', (update) => replies.push(update));
    await board.watchCommand(commandId, (update) => states.push(update.state));
    await board.watchStream(aStream(), () => void told.stream++);

    for (let round = 1; round <= 3; round++) {
      proxy.endAll();
      await expect.poll(() => told, SOON).toEqual({ reconnected: round, stream: round });
    }
    await other.putUpdate(anUpdate({ commandId, state: 'SUCCEEDED' }), 'caller');
    await expect.poll(() => replies, SOON).toHaveLength(1);
    await expect.poll(() => states, SOON).toEqual(['SUCCEEDED']);
  });

  it('can be read as soon as it says that it is back', async () => {
    const { board, proxy, other } = await lined();
    const outcome = anUpdate({ state: 'SUCCEEDED' });
    await other.putUpdate(outcome);
    const read = Promise.withResolvers<CommandUpdate | undefined>();
    board.onReconnect(() => read.resolve(board.getUpdate(outcome.commandId)));
    proxy.endAll();
    expect(await read.promise).toEqual(outcome);
  });

  it('answers every call with UNAVAILABLE at once, and serves again by itself', async () => {
    const { board, proxy } = await lined();
    const gone = Promise.withResolvers<void>();
    proxy.cut();
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe(true);
    const presence = { kind: 'node', name: 'n1', incarnation: 'first', facts: {} };
    const stream = aStream();
    const began = performance.now();
    const calls: Promise<unknown>[] = [
      board.putUpdate(anUpdate()),
      board.getUpdate('orders.1'),
      board.watchCommand('orders.1', () => gone.resolve()),
      board.watchReplies('caller', () => gone.resolve()),
      board.streamPosition(stream),
      board.appendToStream(stream, { expected: undefined, from: 0, next: 0 }, []),
      board.readStream(stream, 0, 1),
      board.watchStream(stream, () => gone.resolve()),
      board.announce(presence, 1_000),
      board.withdraw(presence),
      board.list('node'),
      board.ping(),
    ];
    const answers = await Promise.allSettled(calls);
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
    expect(
      answers.map((answer) => answer.status === 'rejected' && unavailable(answer.reason)),
    ).toEqual(calls.map(() => true));
    proxy.heal();
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe('up');
    expect(await board.putUpdate(anUpdate())).toBe('stored');
  });

  it('forgets a watch that it refused', async () => {
    const { board, proxy, other } = await lined();
    const [refused, kept]: CommandUpdate[][] = [[], []];
    await board.watchReplies('kept', (update) => kept?.push(update));
    proxy.cut();
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe(true);
    const watching = board.watchReplies('caller', (update) => refused?.push(update));
    await expect(watching).rejects.toSatisfy(unavailable);
    proxy.heal();
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe('up');
    await other.putUpdate(anUpdate(), 'caller');
    await other.putUpdate(anUpdate(), 'kept');
    await expect.poll(() => kept, SOON).toHaveLength(1);
    expect(refused).toEqual([]);
  });

  it('forgets a watch that was under way when the connection was lost', async () => {
    const { board, proxy, other } = await lined();
    const [lost, kept]: CommandUpdate[][] = [[], []];
    await board.watchReplies('kept', (update) => kept?.push(update));
    proxy.silence('subscribers');
    const watching = Promise.allSettled([
      board.watchReplies('caller', (update) => lost?.push(update)),
      board.watchReplies('caller', (update) => lost?.push(update)),
    ]);
    proxy.endAll();
    const answers = await watching;
    expect(
      answers.map((answer) => answer.status === 'rejected' && unavailable(answer.reason)),
    ).toEqual([true, true]);
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe('up');
    await other.putUpdate(anUpdate(), 'caller');
    await other.putUpdate(anUpdate(), 'kept');
    await expect.poll(() => kept, SOON).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  it('leaves no subscription on the server that nobody listens to, also not one left on the way back', async () => {
    const { board, proxy, keys } = await lined();
    const redis = aClient();
    const channel = keys.replyChannel('caller');
    const subscribers = async (): Promise<unknown> => (await redis.pubsub('NUMSUB', channel))[1];
    const first = await board.watchReplies('caller', () => undefined);
    expect(await subscribers()).toBe(1);
    await first.close();
    await expect.poll(subscribers, SOON).toBe(0);

    const second = await board.watchReplies('caller', () => undefined);
    const back = Promise.withResolvers<void>();
    board.onReconnect(back.resolve);
    proxy.holdSubscribers();
    proxy.endAll();
    await expect.poll(subscribers, SOON).toBe(1);
    await expect.poll(() => proxy.held, SOON).toBe(1);
    await second.close();
    proxy.heal();
    await back.promise;
    await expect.poll(subscribers, SOON).toBe(0);
  });

  it('answers what was under way with UNAVAILABLE, and does not send it again', async () => {
    const { board, proxy, other } = await lined();
    const update = anUpdate();
    proxy.silence('all');
    const began = performance.now();
    const putting = Promise.allSettled([
      board.putUpdate(update),
      board.getUpdate(update.commandId),
    ]);
    proxy.endAll();
    const answers = await putting;
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
    expect(
      answers.map((answer) => answer.status === 'rejected' && unavailable(answer.reason)),
    ).toEqual([true, true]);
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe('up');
    expect(await other.getUpdate(update.commandId)).toBeUndefined();
  });

  it('gives a silent Redis up after the call timeout, and finds another connection', async () => {
    const { board, proxy } = await lined({ callTimeoutMs: 300 });
    proxy.silence('all');
    await expect(board.getUpdate('orders.1')).rejects.toSatisfy(unavailable);
    await expect.poll(() => board.putUpdate(anUpdate()).catch(unavailable), SOON).toBe('stored');
  });

  it('notices that its subscriptions have gone deaf on a connection that looks alive', async () => {
    const { board, proxy, other } = await lined({ callTimeoutMs: 300, heartbeatMs: 50 });
    const seen: CommandUpdate[] = [];
    let reconnected = 0;
    board.onReconnect(() => void reconnected++);
    await board.watchReplies('caller', (update) => seen.push(update));
    proxy.silence('subscribers');
    await expect.poll(() => reconnected, SOON).toBe(1);
    await untilHeard(other, seen);
  });

  it('leaves subscriptions alone whose beats come back', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix, heartbeatMs: 5 });
    let [beats, reconnected] = [0, 0];
    board.onReconnect(() => void reconnected++);
    const listening = aClient();
    listening.on('pmessage', () => void beats++);
    await listening.psubscribe(`${keyPrefix}:alive:*`);
    // The next beat follows only once the one before was heard: so many in this time were not given up.
    await expect.poll(() => beats, { timeout: 2_500, interval: 10 }).toBeGreaterThan(20);
    expect(reconnected).toBe(0);
  });

  it('does not take its own start for deafness', async () => {
    const keyPrefix = aPrefix();
    const listening = aClient();
    let beats = 0;
    listening.on('pmessage', () => void beats++);
    await listening.psubscribe(`${keyPrefix}:alive:*`);
    const proxy = await TcpProxy.to(redisUrl());
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    proxy.holdSubscribers();
    const connection = { url: proxy.url };
    const board = aBoard({ keyPrefix, connection, heartbeatMs: 1, callTimeoutMs: 5_000 });
    for (let i = 0; i < 50; i++) await board.getUpdate('orders.1');
    await listening.ping();
    expect(beats).toBe(0);
    proxy.heal();
    await board.ping();
    await expect.poll(() => beats, SOON).toBeGreaterThan(20);
  });

  it('closes while it is away', async () => {
    const { board, proxy } = await lined();
    await board.watchReplies('caller', () => undefined);
    proxy.cut();
    const began = performance.now();
    await board.close();
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
  });
});

describe('when Redis is not there yet', () => {
  it('answers UNAVAILABLE at once, and serves when it comes', async () => {
    const proxy = await TcpProxy.to(redisUrl());
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    proxy.cut();
    const board = aBoard({ connection: { url: proxy.url } });
    const began = performance.now();
    await expect(board.getUpdate('orders.1')).rejects.toSatisfy(unavailable);
    // Told by us, with what kept us from connecting, not by the client's refusal to queue.
    await expect(board.getUpdate('orders.1')).rejects.not.toMatchObject({
      cause: { message: expect.stringMatching(/queue/i) as string },
    });
    await expect(board.watchReplies('caller', () => undefined)).rejects.toSatisfy(unavailable);
    await expect(board.ping()).rejects.toSatisfy(unavailable);
    expect(performance.now() - began).toBeLessThan(AT_ONCE_MS);
    proxy.heal();
    await expect.poll(() => board.ping().then(() => 'up', unavailable), SOON).toBe('up');
  });

  it('gives up waiting for a first connection that nobody answers', async () => {
    const silent = createServer((socket) => socket.resume());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const board = aBoard({ connection: { url: `redis://127.0.0.1:${port}` }, callTimeoutMs: 300 });
    const calls = [
      board.ping(),
      board.getUpdate('orders.1'),
      board.watchReplies('caller', () => undefined),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call.status === 'rejected' && unavailable(call.reason)).toBe(true);
    }
  });
});
