import { expect, test } from 'vitest';
import type { Logger } from '../lifecycle/logger.js';
import { counted } from '../path/path.fixture.spec.js';
import { newEvent } from '../service/new-event.js';
import { ownTopic, to } from '../service/own-topic.js';
import { DeliveryBench, type HandleEvent } from './deliver.fixture.spec.js';
import { beginHandling } from './handling.js';

const said = (name: string) => newEvent(counted, { name, total: 1 });
const audit = ownTopic('audit');
const published = (b: DeliveryBench): unknown[] =>
  b.database.outbox.map(({ record }) => [
    record.topic,
    (JSON.parse(String(record.value)) as { name: string }).name,
  ]);

const HOME = 'counts.events';

test.each<readonly [string, HandleEvent, readonly unknown[]]>([
  ['nothing', () => undefined, []],
  ['an event', () => said('one'), [[HOME, 'one']]],
  ['a promise of an event', async () => said('one'), [[HOME, 'one']]],
  [
    'many',
    async () => [said('one'), to(audit, said('two'))],
    [
      [HOME, 'one'],
      ['counts.events.audit', 'two'],
    ],
  ],
  [
    'a generator',
    function* () {
      yield said('one');
      yield said('two');
    },
    [
      [HOME, 'one'],
      [HOME, 'two'],
    ],
  ],
  [
    'an async generator',
    async function* (_event, { publish }) {
      publish(said('one'));
      yield to(audit, said('two'));
    },
    [
      [HOME, 'one'],
      ['counts.events.audit', 'two'],
    ],
  ],
])('an event handler may answer %s', async (_, handle, events) => {
  const b = new DeliveryBench();
  await b.consume('stock', b.event(), handle);
  expect(published(b)).toEqual(events);
  expect(await b.store.deadLetters({}, 10)).toEqual([]);
});

test.each<readonly [string, HandleEvent, string]>([
  ['what is no event', () => ({ name: 'x' }) as never, 'yielded an object with name'],
  [
    'an event for a topic that the module does not list',
    () => to(ownTopic('elsewhere'), said('one')),
    'topic "elsewhere" is not among the topics of the module of counts',
  ],
])('answering %s is a defect: parked after one try', async (_, handle, message) => {
  const b = new DeliveryBench();
  let tries = 0;
  await b.consume('stock', b.event(), (event, context) => {
    tries += 1;
    return handle(event, context);
  });
  expect(tries).toBe(1);
  expect((await b.store.deadLetters({}, 10))[0]?.message).toContain(message);
  expect(b.database.outbox.map(({ record }) => record.topic)).toEqual(['counts.commands.dlq']);
});

test.each(['Audit', 'a.b', '', 'dlq', '-a'])('"%s" cannot name a topic', (name) => {
  expect(() => ownTopic(name)).toThrow(
    expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error,
  );
});

test('a handler is told which record it is about, who caused it, and since when', async () => {
  const b = new DeliveryBench();
  const log = b.event({ causationId: 'cause', subject: 'ada', key: 'k' });
  let seen: unknown;
  await b.consume('stock', log, (event, context) => {
    const { record, recordId, correlationId, causationId, actor, attempt } = context;
    seen = { event, record, recordId, correlationId, causationId, actor, attempt };
  });
  const id = log.headers['ce_id'];
  const time = log.headers['ce_time'];
  expect(seen).toEqual({
    event: {
      name: 'Counted',
      service: 'counts',
      id,
      time,
      key: 'k',
      data: { name: 'a', total: 1 },
    },
    record: {
      id,
      type: 'counts.Counted',
      time,
      key: 'k',
      position: { topic: 'counts.commands', partition: 0, offset: 0 },
    },
    recordId: id,
    correlationId: 'c',
    causationId: 'cause',
    actor: { subject: 'ada' },
    attempt: 1,
  });
});

test('events carry on who issued the command they came of', async () => {
  const b = new DeliveryBench();
  await b.consume('stock', b.event({ subject: 'ada' }), () => said('one'));
  expect(b.database.outbox[0]?.record.headers).toMatchObject({
    ce_mmsubject: 'ada',
    ce_correlationid: 'c',
  });
});

test('each line that a handler logs bears what it is about', () => {
  const b = new DeliveryBench();
  const lines: unknown[] = [];
  const note = (facts: object, message: string): void => void lines.push({ ...facts, message });
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const log = b.event();
  const record = { id: 'r', type: 't', time: '', key: 'k', correlationId: 'c' } as never;
  const once = { log, record, attempt: 2, signal: b.lost.signal, timeoutMs: 1000 };
  const { context } = beginHandling(once, { consumer: 'stock', logger });
  context.logger.info({ more: 1 }, 'hello');
  expect(lines).toEqual([
    {
      consumer: 'stock',
      recordId: 'r',
      correlationId: 'c',
      attempt: 2,
      more: 1,
      message: 'hello',
    },
  ]);
});
