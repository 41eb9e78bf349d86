import { describe, expect, it } from 'vitest';
import { isMetamorphosisError, type CommandUpdate } from '@metamorphosis/contract';
import type { Presence, StreamEntry } from '@metamorphosis/core';
import { anUpdate, aStream, entriesAt } from '@metamorphosis/core/testing';
import { createKeys } from './keys.js';
import { aBoard, aClient, aPrefix } from './testing/test-board.js';

const A_DAY = 86_400_000;

function published(offset: number, publishNumber: number): StreamEntry {
  return { offset, payload: `${publishNumber}`, publisher: 'orders', publishNumber };
}

describe('what lies in Redis', () => {
  it('bears the prefix, and goes by itself when its time is over', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const [redis, update, stream] = [aClient(), anUpdate(), aStream()];
    const move = { expected: undefined, from: 0, next: 2 };
    await board.putUpdate(update);
    await board.appendToStream(stream, move, [published(0, 1), published(1, 2)]);
    await board.announce({ kind: 'node', name: 'n1', incarnation: 'first', facts: {} }, 60_000);
    const keys = createKeys(keyPrefix);
    const expected = [
      keys.outcome(update.commandId),
      ...keys.stream(stream),
      ...keys.presence('node'),
    ];
    expect((await redis.keys(`${keyPrefix}:*`)).toSorted()).toEqual(expected.toSorted());
    for (const key of expected) {
      expect(await redis.pttl(key), key).toBeGreaterThan(0);
      expect(await redis.pttl(key), key).toBeLessThanOrEqual(32 * A_DAY);
    }
    expect(await redis.pttl(keys.outcome(update.commandId))).toBeLessThanOrEqual(A_DAY);
  });

  it('has one trimmed stream per partition, its ids one above the offsets', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix, retention: { streamMs: 300 } });
    const [redis, stream] = [aClient(), aStream()];
    const [entries = ''] = createKeys(keyPrefix).stream(stream);
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 2 }, entriesAt(0, 1));
    expect((await redis.xrange(entries, '-', '+')).map(([id]) => id)).toEqual(['1-0', '2-0']);
    let next = 2;
    await expect
      .poll(async () => {
        await board.appendToStream(
          stream,
          { expected: next, from: next, next: next + 1 },
          entriesAt(next),
        );
        next += 1;
        return (await redis.xrange(entries, '-', '+', 'COUNT', 1))[0]?.[0];
      })
      .not.toBe('1-0');
  });

  it('has few marks, however often the position moves', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const stream = aStream();
    const [, , marks = ''] = createKeys(keyPrefix).stream(stream);
    for (let next = 1; next <= 50; next++) {
      const expected = next === 1 ? undefined : next - 1;
      await board.appendToStream(stream, { expected, from: next - 1, next }, []);
    }
    expect(await aClient().zcard(marks)).toBe(1);
  });

  it('may lose what has expired: a quiet stream stands where it stood, and goes on', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix, retention: { streamMs: 500 } });
    const stream = aStream();
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 3 }, entriesAt(0, 2));
    const quiet = { entries: [], next: 3, earliest: 3 };
    await expect.poll(() => board.readStream(stream, 0, 10), { timeout: 5_000 }).toEqual(quiet);
    // As Redis itself does once their time is over.
    const [entries, , marks] = createKeys(keyPrefix).stream(stream);
    await aClient().unlink(entries, marks);
    expect(await board.readStream(stream, 0, 10)).toEqual(quiet);
    await board.appendToStream(stream, { expected: 3, from: 3, next: 4 }, entriesAt(3));
    const slice = await board.readStream(stream, 3, 10);
    expect(slice).toEqual({ entries: entriesAt(3), next: 4, earliest: 3 });
  });

  it('holds no presence that has ended once another one is announced', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const redis = aClient();
    const node = (name: string): Presence => ({
      kind: 'node',
      name,
      incarnation: 'first',
      facts: {},
    });
    await board.announce(node('short'), 50);
    await board.announce(node('long'), 60_000);
    await expect.poll(() => board.list('node')).toEqual([node('long')]);
    await board.announce(node('next'), 60_000);
    const [who, until] = createKeys(keyPrefix).presence('node');
    expect((await redis.hkeys(who)).toSorted()).toEqual(['long', 'next']);
    expect((await redis.zrange(until, '0', '-1')).toSorted()).toEqual(['long', 'next']);
  });

  it.each([
    ['entries', 0],
    ['state', 1],
  ] as const)(
    'is told as missing when the %s of a stream were lost, and can be rebuilt',
    async (_, part) => {
      const keyPrefix = aPrefix();
      const board = aBoard({ keyPrefix });
      const [redis, stream] = [aClient(), aStream()];
      const log = [published(0, 1), published(1, 2), published(2, 3)];
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 3 }, log);
      await redis.del(createKeys(keyPrefix).stream(stream)[part]);
      expect(await board.streamPosition(stream)).toEqual({ next: undefined });
      expect(await board.readStream(stream, 0, 10)).toBeUndefined();
      const going = await board.appendToStream(
        stream,
        { expected: 3, from: 3, next: 4 },
        entriesAt(3),
      );
      expect(going).toEqual({ kind: 'mismatch', next: undefined });
      await board.appendToStream(stream, { expected: undefined, from: 1, next: 3 }, log.slice(1));
      expect(await board.readStream(stream, 0, 10)).toEqual({
        entries: log.slice(1).map(({ offset, payload }) => ({ offset, payload })),
        next: 3,
        earliest: 1,
      });
    },
  );

  it('is told as missing when single entries of a stream were lost', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const [redis, stream] = [aClient(), aStream()];
    await board.appendToStream(
      stream,
      { expected: undefined, from: 0, next: 3 },
      entriesAt(0, 1, 2),
    );
    await redis.xdel(createKeys(keyPrefix).stream(stream)[0], '2-0');
    expect(await board.readStream(stream, 0, 10)).toBeUndefined();
  });

  it('goes on from an older state after a failover, and what was lost is brought again', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const [redis, stream] = [aClient(), aStream()];
    const log = [0, 1, 2, 3, 4, 5].map((offset) => published(offset, offset + 1));
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 2 }, log.slice(0, 2));
    const keys = createKeys(keyPrefix).stream(stream);
    const older = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
    await board.appendToStream(stream, { expected: 2, from: 2, next: 4 }, log.slice(2, 4));
    for (const [i, key] of keys.entries()) {
      await redis.restore(key, A_DAY, older[i] ?? '', 'REPLACE');
    }
    const lost = await board.appendToStream(
      stream,
      { expected: 4, from: 4, next: 6 },
      log.slice(4),
    );
    expect(lost).toEqual({ kind: 'mismatch', next: 2 });
    await board.appendToStream(stream, { expected: 2, from: 2, next: 6 }, log.slice(2));
    const slice = await board.readStream(stream, 0, 10);
    expect(slice?.entries.map(({ payload }) => payload)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('is told as a bug, not as being away, when a key is of a foreign type', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const update = anUpdate();
    await aClient().rpush(createKeys(keyPrefix).outcome(update.commandId), 'foreign');
    await expect(board.putUpdate(update)).rejects.toSatisfy((e) =>
      isMetamorphosisError(e, 'INTERNAL_ERROR'),
    );
  });
});

describe('scripts', () => {
  it('are brought again after the server has forgotten them, also under load', async () => {
    const board = aBoard();
    const redis = aClient();
    const answers: Promise<string>[] = [];
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 100; i++) answers.push(board.putUpdate(anUpdate()));
      await redis.script('FLUSH');
      await board.list('node');
    }
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['stored']));
  });
});

describe('a foreign message', () => {
  it('is passed over, and what follows is heard', async () => {
    const keyPrefix = aPrefix();
    const board = aBoard({ keyPrefix });
    const update = anUpdate();
    const seen: CommandUpdate[] = [];
    await board.watchReplies('caller', (heard) => seen.push(heard));
    await aClient().publish(createKeys(keyPrefix).replyChannel('caller'), 'no JSON');
    await board.putUpdate(update, 'caller');
    await expect.poll(() => seen).toEqual([update]);
  });
});
