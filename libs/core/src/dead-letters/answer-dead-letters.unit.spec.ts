import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../store/memory-store.js';
import type { MemoryTx } from '../store/memory-tx.js';
import { requestFor, verdict } from '../store/store-harness.js';
import type { DeadLetter, Store } from '../store/store.js';
import { answerDeadLetters } from './answer-dead-letters.js';

const buried = async (count: number): Promise<Store<MemoryTx>> => {
  const store = createMemoryStore();
  for (let offset = 0; offset < count; offset++) {
    const deadLetter: DeadLetter = {
      ...{ consumer: 'commands', topic: 'orders.commands', partition: 0, offset, key: 'k' },
      ...{ value: new TextEncoder().encode(`{"n":${offset}}`), headers: {}, attempts: 5 },
      ...{ recordId: `r${offset}`, code: 'COMMAND_FAILED', message: 'no paper' },
      at: new Date().toISOString(),
    };
    await store.unit(requestFor(`r${offset}`), async () => verdict({ deadLetter }));
  }
  return store;
};

describe('dead letters, as operators ask for them', () => {
  it('come in pages with a total', async () => {
    const store = await buried(3);

    const page = await answerDeadLetters('orders', store, { kind: 'list', filter: {}, limit: 2 });

    expect(page).toMatchObject({ hasMore: true, total: 3 });
    const { letters } = page as Extract<typeof page, { letters: unknown }>;
    expect(letters[1]).toMatchObject({ service: 'orders', offset: 1, value: '{"n":1}' });
    const after = letters[1]?.id ?? '';
    expect(
      await answerDeadLetters('orders', store, { kind: 'list', filter: {}, limit: 2, after }),
    ).toMatchObject({ hasMore: false, total: 3, letters: [{ offset: 2 }] });
  });

  it('are replayed in steps, at the rate that was asked for', async () => {
    const store = await buried(250);

    const request = { kind: 'replay', filter: {}, ratePerSecond: 0.1 } as const;
    expect(await answerDeadLetters('orders', store, request)).toEqual({ count: 250 });

    expect(await store.countDeadLetters({})).toBe(0);
    const lease = { consumer: 'commands', topic: 'orders.commands', partition: 0 };
    const [first] = await store.dueRows([lease], 10);
    expect(first?.record.offset).toBe(0);
    const fence = await store.takeLease(lease, 'ada');
    for (let i = 0; i < 249; i++) await store.unpark(fence, String(i + 1));
    const [last] = await store.blockedKeys(fence);
    expect(last?.rows).toBe(1);
    expect(last?.dueInMs).toBeGreaterThan(2_400_000);
  });

  it('are discarded with a reason only', async () => {
    const store = await buried(2);

    const request = { kind: 'discard', filter: { ids: ['1'] } } as const;
    expect(await answerDeadLetters('orders', store, { ...request, reason: 'a test' })).toEqual({
      count: 1,
    });
    await expect(
      answerDeadLetters('orders', store, { ...request, reason: ' ' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it.each([
    { kind: 'list', filter: {}, limit: -1 },
    { kind: 'list', filter: {}, limit: 1.5 },
    { kind: 'list', filter: { since: 'yesterday' }, limit: 1 },
    { kind: 'list', filter: { since: '-1' }, limit: 1 },
    { kind: 'list', filter: {}, limit: 1, after: 'x' },
    { kind: 'replay', filter: { until: '' } },
    { kind: 'replay', filter: {}, ratePerSecond: 0 },
  ] as const)('refuse %j', async (request) => {
    const store = await buried(1);
    await expect(answerDeadLetters('orders', store, request)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    expect(await store.countDeadLetters({})).toBe(1);
  });
});
