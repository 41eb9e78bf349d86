import { describe, expect, it, vi } from 'vitest';
import type { Delivery, RecordDelivery } from '../subscription/subscription-source.js';
import { Pulled } from '../testing/pulled.js';
import type { BoardEvent } from './board-event.js';
import { EventSubscriber } from './event-subscriber.js';
import { interestIn } from './interest.js';

const event = (offset: number): BoardEvent => ({
  offset,
  type: 'Wanted',
  value: { offset, __typename: 'Wanted' },
});

function subscriber({ maxBuffered = 4, from = [0, 0] } = {}): EventSubscriber {
  const interest = interestIn(new Set(['Wanted']), {});
  const sign = (next: readonly number[]): string => next.join('/');
  return new EventSubscriber({ interest, maxBuffered, sign }, from, () => undefined);
}

function pulled(from: EventSubscriber): Pulled<Delivery, unknown> {
  const taker = new Pulled<Delivery, unknown>();
  from.deliverTo(taker);
  return taker;
}

const cursorOf = async (from: Pulled<Delivery, unknown>): Promise<unknown> =>
  ((await from.next()).value as Delivery).cursor;

describe('EventSubscriber', () => {
  it('gives each event the position behind it, in all partitions', async () => {
    const one = subscriber();
    one.receive(0, [event(0), event(2)], 5);
    one.receive(1, [event(7)], 8);
    const deliveries = pulled(one);
    const cursors: unknown[] = [];
    for (let i = 0; i < 3; i += 1) cursors.push(await cursorOf(deliveries));
    expect(cursors).toEqual(['1/0', '3/0', '5/8']);
  });

  it('stands, in partitions that it follows live, where all who follow them stand', async () => {
    const one = subscriber();
    let others = 4;
    one.goLive(1, () => others);
    expect(one.cursor()).toBe('0/4');
    one.receive(0, [event(2)], 5);
    others = 6;
    // Behind its own event nothing was examined in partition 0 when that came, and partition 1 was at 4.
    expect(await cursorOf(pulled(one))).toBe('3/4');
  });

  it('points behind what it did not want, once it has nothing in hand', async () => {
    const one = subscriber();
    let standing = 1;
    one.goLive(0, () => standing);
    one.receive(0, [event(0)], 1);
    const deliveries = pulled(one);
    await deliveries.next();
    standing = 9;
    expect(one.cursor()).toBe('0/0');
    const waiting = deliveries.next();
    await vi.waitFor(() => expect(one.cursor()).toBe('9/0'));
    one.close();
    await waiting;
  });

  it('does not point behind an event that was not taken care of', async () => {
    const one = subscriber();
    one.receive(0, [event(0), event(1)], 9);
    const deliveries = pulled(one);
    expect(one.cursor()).toBe('0/0');
    await deliveries.next();
    // The first is on its way to the client.
    expect(one.cursor()).toBe('0/0');
    await deliveries.next();
    expect(one.cursor()).toBe('1/0');
    const waiting = deliveries.next();
    await vi.waitFor(() => expect(one.cursor()).toBe('9/0'));
    one.close();
    expect((await waiting).done).toBe(true);
  });

  it('takes nothing twice when two readers hand it the same', async () => {
    const one = subscriber({ from: [3, 0] });
    one.receive(0, [event(2), event(3)], 4);
    one.receive(0, [event(3), event(4)], 5);
    const deliveries = pulled(one);
    const offsets = [await deliveries.next(), await deliveries.next()].map(
      ({ value }) => (value as RecordDelivery).value?.['offset'],
    );
    expect(offsets).toEqual([3, 4]);
  });

  it('ends with SLOW_CONSUMER and its position when it holds more than it may', async () => {
    const one = subscriber();
    const deliveries = pulled(one);
    one.receive(0, [event(0)], 1);
    await deliveries.next();
    one.receive(
      0,
      [1, 2, 3, 4, 5].map((offset) => event(offset)),
      6,
    );
    expect(one.closed).toBe(true);
    expect(await deliveries.next()).toMatchObject({
      done: true,
      value: { code: 'SLOW_CONSUMER', details: { cursor: '1/0' } },
    });
  });

  it('grants readers that catch up no more room than half its buffer, all together', async () => {
    const one = subscriber({ maxBuffered: 8 });
    expect(await one.room(3)).toBe(3);
    expect(await one.room(3)).toBe(1);
    let third: number | undefined;
    const waiting = one.room(3).then((grant) => (third = grant));
    one.receive(0, [event(0), event(1), event(2)], 3, 3);
    await Promise.resolve();
    expect(third).toBeUndefined();
    await pulled(one).next();
    await waiting;
    expect(third).toBe(1);
  });

  it('ends with what it was told', async () => {
    const one = subscriber();
    const waiting = pulled(one).next();
    one.fail(new Error('gone'));
    expect(await waiting).toMatchObject({ done: true, value: { message: 'gone' } });
  });
});
