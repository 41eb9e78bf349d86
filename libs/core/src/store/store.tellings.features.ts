import { expect, it } from 'vitest';
import {
  benchOf,
  eventually,
  outcomeOf,
  requestFor,
  verdict,
  type StoreBench,
  type StoreSetup,
} from './store-harness.js';
import type { DeadLetter } from './store.js';

const letterOf = (offset: number, consumer = 'commands'): DeadLetter => ({
  consumer,
  topic: 'orders.commands',
  partition: 3,
  offset,
  key: 'ada',
  value: new TextEncoder().encode('{"a":1}'),
  headers: { ce_id: `orders.${offset}` },
  recordId: `orders.${offset}`,
  type: 'orders.placeOrder',
  code: 'COMMAND_FAILED',
  message: 'the handler broke',
  stack: 'Error: the handler broke\n    at placeOrder',
  attempts: 5,
  at: '2026-11-21T10:00:00.000Z',
});

async function bury<Tx>(bench: StoreBench<Tx>, deadLetter: DeadLetter): Promise<void> {
  const { consumer, topic, partition, offset } = deadLetter;
  const request = requestFor(`${topic}/${partition}/${offset}`, { consumer });
  await bench.store.unit(request, async () => verdict({ writes: 'discard', deadLetter }));
}

export function describeTellings<Tx>(setup: StoreSetup<Tx>): void {
  it('knows no outcome of commands that have not ended', async () => {
    const bench = await benchOf(setup);

    expect(await bench.store.outcome('orders.unknown')).toBeUndefined();
    expect(await bench.store.outcome('orders.\u0000')).toBeUndefined();
  });

  it('keeps an outcome without input hash and reply channel', async () => {
    const bench = await benchOf(setup);
    const { update } = outcomeOf('orders.1');
    await bench.keep('orders.1', 'a', 1, { outcome: { update } });

    expect(await bench.store.outcome('orders.1')).toEqual({ update });
    const notices = await eventually('the notice', async () => {
      const pending = await bench.store.pendingNotices(0, 10);
      return pending.length > 0 ? pending : undefined;
    });
    expect(notices).toEqual([{ commandId: 'orders.1', update }]);
  });

  it('replaces an outcome by one of a higher version only', async () => {
    const bench = await benchOf(setup);
    const settle = async (consumer: string, result: string, version: number) => {
      await bench.store.unit(requestFor('orders.1', { consumer }), async () =>
        verdict({ outcome: outcomeOf('orders.1', result, version) }),
      );
      return (await bench.store.outcome('orders.1'))?.update.result;
    };

    const stored = [
      await settle('commands', 'first', 1),
      await settle('replay-1', 'same version', 1),
      await settle('replay-2', 'higher', 2),
      await settle('replay-3', 'lower', 1),
    ];

    expect(stored).toEqual(['first', 'first', 'higher', 'higher']);
  });

  it('holds a notice for each outcome until its caller is told', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    for (const id of ['orders.1', 'orders.2', 'orders.3']) {
      await bench.keep(id, 'a', 1, { outcome: outcomeOf(id) });
    }
    await bench.keep('event', 'a', 1);
    const pending = async (limit = 10) => {
      const notices = await other.pendingNotices(0, limit);
      return notices.map(({ commandId }) => commandId).sort();
    };

    const all = await eventually('three notices', async () => {
      const notices = await other.pendingNotices(0, 10);
      return notices.length === 3 ? notices : undefined;
    });
    expect(all.find(({ commandId }) => commandId === 'orders.2')).toEqual({
      commandId: 'orders.2',
      update: outcomeOf('orders.2').update,
      replyTo: 'caller of orders.2',
    });
    expect(await pending(2)).toHaveLength(2);
    await bench.store.noticed(['orders.1', 'orders.3', 'orders.unknown']);
    expect(await pending()).toEqual(['orders.2']);
    await bench.store.noticed([]);
    await bench.store.noticed(['orders.2']);
    expect(await pending()).toEqual([]);
  });

  it('leaves notices that are younger than asked for', async () => {
    const bench = await benchOf(setup);
    await bench.keep('orders.1', 'a', 1, { outcome: outcomeOf('orders.1') });

    expect(await bench.store.pendingNotices(60_000, 10)).toEqual([]);
    const grown = await eventually('the notice to be 50 ms old', async () => {
      const notices = await bench.store.pendingNotices(50, 10);
      return notices.length > 0 ? notices : undefined;
    });
    expect(grown).toHaveLength(1);
  });

  it('lists dead letters as they were written, the oldest first, by consumer', async () => {
    const bench = await benchOf(setup);
    const strange: DeadLetter = {
      ...{
        consumer: 'mail',
        topic: 'orders.events',
        partition: 0,
        offset: 0,
        key: null,
        value: null,
      },
      ...{ headers: { naïve: 'ö\u0000' }, code: 'RECORD_INVALID', message: 'a \u0000 and \ud83d' },
      ...{ attempts: 0, at: '2026-11-21T10:00:00.000Z' },
    };
    const bytes: DeadLetter = { ...letterOf(2), key: 'a\u0000b', value: new Uint8Array([0, 255]) };
    const letters = [letterOf(1), strange, bytes, letterOf(3, 'stock')];
    for (const letter of letters) await bury(bench, letter);
    const other = await bench.another();

    const id = expect.any(String) as string;
    const stored = letters.map((letter) => ({ ...letter, id }));
    expect(await other.deadLetters({}, 10)).toEqual(stored);
    expect(await other.deadLetters({}, 2)).toEqual(stored.slice(0, 2));
    expect(await other.deadLetters({ consumer: 'commands' }, 10)).toEqual([stored[0], stored[2]]);
    expect(await other.deadLetters({ consumer: 'nobody' }, 10)).toEqual([]);
  });
}
