import { describe, expect, test } from 'vitest';
import type { CommandUpdate, DomainRecord } from '@metamorphosis/contract';
import type { Evidence, LoggedRecord } from './evidence.js';
import { describeFindings, type FindingKind } from './finding.js';
import { judge } from './judge.js';

const AT = '2026-11-21T12:00:00.000Z';

type Part = Pick<DomainRecord, 'id' | 'type' | 'key' | 'data'>;

const recordOf = (part: Part, publishNumber?: number): DomainRecord => ({
  kind: publishNumber === undefined ? 'command' : 'event',
  source: part.type.split('.')[0] as string,
  time: AT,
  correlationId: 'c',
  ...(publishNumber !== undefined && { publishNumber, publisher: part.type.split('.')[0] }),
  ...part,
});

const on = (topic: string, parts: readonly DomainRecord[]): LoggedRecord[] =>
  parts.map((record, offset) => ({ topic, partition: 0, offset, record }));

const id = (text: string): DomainRecord['id'] => text as DomainRecord['id'];

const placed = (n: number): Part => ({
  id: id(`placed-${n}`),
  type: 'orders.OrderPlaced',
  key: `o${n}`,
  data: { orderId: `o${n}` },
});
const confirmed = (n: number): Part => ({
  id: id(`confirmed-${n}`),
  type: 'orders.OrderStatusChanged',
  key: `o${n}`,
  data: { orderId: `o${n}`, status: 'CONFIRMED' },
});
const reserved = (n: number): Part => ({
  id: id(`reserved-${n}`),
  type: 'inventory.StockReserved',
  key: `o${n}`,
  data: { orderId: `o${n}` },
});
const stockAt = (inStock: number): Part => ({
  id: id(`stock-${inStock}`),
  type: 'inventory.StockChanged',
  key: 'p1',
  data: { productId: 'p1', inStock },
});
const command = (n: number): Part => ({
  id: id(`orders.${n}`),
  type: 'orders.placeOrder',
  key: 'ada',
  data: {},
});
const outcome = (n: number): CommandUpdate => ({
  commandId: `orders.${n}`,
  name: 'orders.placeOrder',
  state: 'SUCCEEDED',
  version: 1,
  acceptedAt: AT,
  at: AT,
  attempts: 1,
  result: { __typename: 'Order', id: `o${n}` },
});
const trace = (n: number, epoch = 1, at_us = n): Evidence['trace'][number] => ({
  consumer: 'commands',
  record_id: `orders.${n}`,
  topic: 'orders.commands',
  partition: 0,
  epoch,
  owner: `worker-of-${epoch}`,
  at_us,
});

/** Two orders, from command to confirmation, as it should be. */
const sound: Evidence = {
  sent: [1, 2].map((n) => ({
    n,
    idempotencyKey: `k${n}`,
    field: 'placeOrder',
    input: {},
    key: 'ada',
    timing: 'async',
    tries: 1,
    told: { kind: 'accepted', commandId: `orders.${n}` },
  })),
  commands: on('orders.commands', [recordOf(command(1)), recordOf(command(2))]),
  outcomes: new Map([1, 2].map((n) => [`orders.${n}`, outcome(n)])),
  orders: [1, 2].map((n) => ({
    id: `o${n}`,
    customerId: 'ada',
    status: 'CONFIRMED',
    lines: [{ productId: 'p1', quantity: 1 }],
  })),
  events: [
    ...on('orders.events', [
      recordOf(placed(1), 1),
      recordOf(placed(2), 2),
      recordOf(placed(2), 2),
      recordOf(confirmed(1), 3),
      recordOf(confirmed(2), 4),
    ]),
    ...on('inventory.events', [
      recordOf(stockAt(10), 1),
      recordOf(reserved(1), 2),
      recordOf(stockAt(9), 3),
      recordOf(reserved(2), 4),
      recordOf(stockAt(8), 5),
    ]),
  ],
  stock: new Map([['p1', { before: 10, now: 8 }]]),
  reservations: [1, 2].map((n) => ({ orderId: `o${n}`, productId: 'p1', quantity: 1 })),
  leftOver: { 'rows in the outbox of orders': 0 },
  trace: [trace(1), trace(2)],
  subscribers: [
    {
      name: 'ada',
      type: 'orders.OrderPlaced',
      received: [{ orderId: 'o1' }, { orderId: 'o2' }],
      resumed: 1,
    },
  ],
};

const eventsWithout = (...ids: string[]): LoggedRecord[] =>
  sound.events.filter(({ record }) => !ids.includes(record.id));
const swapped = (one: string, other: string): LoggedRecord[] => {
  const at = (name: string): number => sound.events.findIndex(({ record }) => record.id === name);
  const [a, b] = [at(one), at(other)];
  return sound.events.map((event, n) => ({
    ...event,
    record: (sound.events[n === a ? b : n === b ? a : n] as LoggedRecord).record,
  }));
};
const ordersEvents = (...records: DomainRecord[]): LoggedRecord[] => [
  ...sound.events,
  ...on('orders.events', records).map((event) => ({ ...event, offset: event.offset + 5 })),
];
const subscriber = (...orderIds: string[]): Evidence['subscribers'] =>
  sound.subscribers.map((s) => ({ ...s, received: orderIds.map((orderId) => ({ orderId })) }));

const cases: readonly [string, Partial<Evidence>, FindingKind, RegExp][] = [
  [
    'an accepted command without an outcome',
    { outcomes: new Map([['orders.1', outcome(1)]]), orders: sound.orders },
    'lost',
    /Command orders\.2 \(number 2, key ada\) was accepted, and has no outcome/,
  ],
  [
    'a command that nobody was promised, left on the log',
    { sent: [], outcomes: new Map([['orders.1', outcome(1)]]) },
    'lost',
    /Command orders\.2 has no outcome/,
  ],
  [
    'a command that never was accepted',
    { sent: sound.sent.map((c) => ({ ...c, told: { kind: 'unknown', reason: 'refused' } })) },
    'lost',
    /number 1 \(key ada\) was never accepted.*refused/,
  ],
  [
    'an outcome that stands still',
    { outcomes: new Map([...sound.outcomes, ['orders.2', { ...outcome(2), state: 'RETRYING' }]]) },
    'lost',
    /stands at RETRYING/,
  ],
  [
    'a command that failed',
    { outcomes: new Map([...sound.outcomes, ['orders.2', { ...outcome(2), state: 'FAILED' }]]) },
    'contradiction',
    /orders\.2 FAILED/,
  ],
  [
    'an answer that no outcome bears out',
    {
      sent: sound.sent.map((c) => ({
        ...c,
        told: { kind: 'answered', result: { __typename: 'Order', id: 'o9' } },
      })),
    },
    'contradiction',
    /told of order o9, which no outcome names/,
  ],
  [
    'an order that no outcome names',
    { orders: [...sound.orders, { ...sound.orders[0], id: 'o3' } as Evidence['orders'][number]] },
    'twice',
    /Order o3 .* no outcome names it/,
  ],
  [
    'an order that is not there',
    { orders: sound.orders.slice(1) },
    'lost',
    /order o1, which is not/,
  ],
  [
    'an order that waits for ever',
    { orders: sound.orders.map((order) => ({ ...order, status: 'PENDING' })) },
    'lost',
    /o1 .* still PENDING/,
  ],
  [
    'an event that is missing',
    { events: eventsWithout('placed-1') },
    'lost',
    /Order o1 .*OrderPlaced is missing/,
  ],
  ['a gap in the numbers', { events: eventsWithout('placed-1') }, 'lost', /Publish number 1 of/],
  [
    'an event under two numbers',
    { events: ordersEvents(recordOf(placed(1), 5)) },
    'twice',
    /placed-1 .* under different numbers/,
  ],
  [
    'an event without a number that lies there twice',
    { events: ordersEvents({ ...recordOf(placed(1), 5), publishNumber: undefined } as never) },
    'twice',
    /placed-1 /,
  ],
  [
    'a number that two events bear',
    { events: ordersEvents(recordOf({ ...placed(1), id: id('other') }, 4)) },
    'lost',
    /Publish number 4 names two events/,
  ],
  [
    'events of one key in the wrong order',
    { events: swapped('placed-1', 'confirmed-1') },
    'out-of-order',
    /key o1 on orders\.events stand in the wrong order: number 3 at 0, then 1 at 3/,
  ],
  [
    'an order confirmed before it was placed, under rising numbers',
    {
      events: [
        ...on('orders.events', [recordOf(confirmed(1), 1), recordOf(placed(1), 2)]),
        ...sound.events.slice(5),
      ],
      orders: sound.orders.slice(0, 1),
    },
    'out-of-order',
    /Order o1 .* CONFIRMED, PLACED on the log: they stand in the wrong order/,
  ],
  [
    'an order handled twice by inventory',
    {
      events: [
        ...sound.events,
        ...on('inventory.events', [recordOf({ ...reserved(1), id: id('x') }, 6)]),
      ],
    },
    'twice',
    /o1 .* StockReserved and StockReserved/,
  ],
  ['a reservation that is missing', { reservations: [] }, 'lost', /o1 .* no pieces reserved/],
  [
    'stock that does not add up',
    { stock: new Map([['p1', { before: 10, now: 7 }]]) },
    'twice',
    /p1 had 10 pieces, 2 are reserved, and 7 are left: 1 too few/,
  ],
  [
    'stock told in the wrong order, though numbers rise',
    {
      events: [
        ...sound.events.slice(0, 5),
        ...on('inventory.events', [
          recordOf(stockAt(10), 1),
          recordOf(reserved(1), 2),
          recordOf(stockAt(8), 3),
          recordOf(reserved(2), 4),
          recordOf(stockAt(9), 5),
        ]),
      ],
    },
    'out-of-order',
    /p1 is told as 10 and then as 8/,
  ],
  [
    'a record that took effect twice',
    { trace: [trace(1), trace(1, 2, 5), trace(2, 2, 6)] },
    'twice',
    /orders\.1 took effect twice for commands: by worker-of-1 .* by worker-of-2/,
  ],
  [
    'records of one key in effect in the wrong order',
    { trace: [trace(1, 1, 9), trace(2, 1, 3)] },
    'out-of-order',
    /key ada: the record at 0 of orders\.commands\/0 took effect after the one at 1/,
  ],
  [
    'an effect of an owner that had lost the partition',
    { trace: [trace(1, 2, 1), trace(2, 1, 2)] },
    'stale-owner',
    /worker-of-1 put record orders\.2 into effect .* under epoch 1, after worker-of-2/,
  ],
  [
    'a subscriber who was passed over',
    { subscribers: subscriber('o2') },
    'lost',
    /never sent \["o1"\]/,
  ],
  ['a subscriber who was sent nothing', { subscribers: subscriber() }, 'lost', /owed 2 events/],
  [
    'a subscriber who was sent an event twice',
    { subscribers: subscriber('o1', 'o2', 'o1') },
    'twice',
    /was sent \["o1"\] twice/,
  ],
  [
    'a subscriber who was sent events in the wrong order',
    { subscribers: subscriber('o2', 'o1') },
    'out-of-order',
    /was sent \["o1"\] .* after the event at 1/,
  ],
  ['a row left in the outbox', { leftOver: { 'rows in the outbox': 3 } }, 'left-over', /3 left/],
];

describe('the ledger', () => {
  test('has nothing against a run in which everything agrees; a repeat of one number is none', () => {
    expect(describeFindings(judge(sound))).toBe('');
  });

  test.each(cases)('objects to %s', (_, broken, kind, text) => {
    const findings = judge({ ...sound, ...broken });
    const texts = findings.filter((finding) => finding.kind === kind).map((f) => f.text);
    expect(texts).toContainEqual(expect.stringMatching(text));
  });
});
