import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { command, olderCommand } from '../messages/command.js';
import { event, olderEvent } from '../messages/event.js';
import { failed, refused, rejected } from '../scenario/endings.js';
import {
  Catalogue,
  CountConsumer,
  counted,
  Delivered,
  DeliveredV1,
  Peek,
  shelf,
  Shelve,
  Shelved,
  shelved,
  ShelveHandler,
  ShelveV1,
  type Database,
} from '../shelf-service.fixture.spec.js';
import { testService } from './test-service.js';

const shelve = (title: string, copies = 1) => command(Shelve, { input: { title, copies } });

test('a command runs with all that follows from it, and is named by its handler or the class it extends', async () => {
  await using service = await testService(shelf);
  const { progress, state } = await service
    .when(shelve('Emma', 2))
    .then({ __typename: 'Book', title: 'Emma' }, [
      shelved({ title: 'Emma', copies: 2 }),
      counted(2),
    ]);
  expect({ progress, state }).toEqual({ progress: [{ carried: 2 }], state: 'SUCCEEDED' });
  const again = command(ShelveHandler, { input: { title: 'Ivanhoe', copies: 1 } });
  await expect(service.when(again).then({ __typename: 'Book', title: 'Ivanhoe' })).rejects.toThrow(
    /events\[0\]: expected nothing, got Shelved .*Ivanhoe[^]*Name every event/,
  );
});

test('what is given has happened before: rows, commands and events, each step in its turn', async () => {
  await using service = await testService(shelf);
  const row = (tx: Kysely<Database>) =>
    tx.insertInto('books').values({ title: 'Old', copies: 4, at: '' }).execute();
  await service
    .given(row, shelve('Emma', 2), event(Delivered, { title: 'x' }))
    .when(event(Delivered, { title: 'y' }))
    .then([counted(6)]);
  const rows = await service.database<Database>().selectFrom('books').select('title').execute();
  expect(rows).toEqual([{ title: 'Old' }, { title: 'Emma' }]);
});

test('a given step that does not come to pass is an error of the test, with its cause', async () => {
  await using service = await testService(shelf);
  await expect(service.given(shelve('broken')).when(shelve('x')).result()).rejects.toThrow(
    /given\(shelve\) did not come to pass: it ended as FAILED[^]*the shelf is broken/,
  );
  await expect(service.given(shelve('x', 10)).when(shelve('x')).result()).rejects.toThrow(
    /ShelfFull/,
  );
});

test('each way to say no is told from the others', async () => {
  await using service = await testService(shelf, {
    providers: [{ provide: Catalogue, useValue: { knows: (title: string) => title !== 'secret' } }],
  });
  await service.when(shelve('x', 10)).then({ __typename: 'ShelfFull', room: 9 });
  await service.when(shelve('secret')).then(rejected('TITLE_UNKNOWN', '"secret"'));
  await service.when(shelve('x', 0)).then(refused('VALIDATION_FAILED', 'at least 1'));
  await service.when(shelve('broken')).then(failed('the shelf is broken'));
  await expect(service.when(shelve('secret')).then(failed())).rejects.toThrow(
    'expected failed(), got rejected: TITLE_UNKNOWN',
  );
});

test('what a handler throws is told with its cause and its place', async () => {
  await using service = await testService(shelf);
  await expect(
    service.when(shelve('broken')).then({ __typename: 'Book', title: 'broken' }),
  ).rejects.toThrow(/gave up on shelf.shelve: COMMAND_FAILED the shelf is broken\n\s+at Shelve/);
  await expect(
    service.when(event(Shelved, { title: 'cursed', copies: 1 })).then([]),
  ).rejects.toThrow('count gave up on shelf.Shelved: COMMAND_FAILED it bites');
});

test('a handler is tried once, or as often as it is told, without waits', async () => {
  await using once = await testService(shelf);
  await once.when(shelve('wobbly')).then(failed('try 1 fell'));
  await using thrice = await testService(shelf, { attempts: 3, cascade: false });
  await thrice
    .when(shelve('wobbly'))
    .then({ __typename: 'Book', title: 'wobbly' }, [shelved({ title: 'wobbly', copies: 1 })]);
});

test('an at-least-once command has its outcome too', async () => {
  await using service = await testService(shelf);
  const peek = command(Peek, { input: { title: 'Emma', copies: 5 } });
  await service.given(shelve('Emma')).when(peek).then({ __typename: 'ShelfFull', room: 4 });
});

test('who asks is told to authorize with scopes, and by the subject alone to whoever handles what comes of it', async () => {
  await using service = await testService(shelf);
  const args = { input: { title: 'Emma', copies: 1 } };
  const ada = { subject: 'ada', scopes: ['shelf:write'] };
  await service.when(command(Shelve, args, ada)).result();
  await service.when(command(Shelve, args, { subject: 'bob' })).result();
  await service.when(command(Shelve, args)).result();
  const anyone = [ada, { subject: 'ada' }, { subject: 'bob', scopes: [] }, { subject: 'bob' }];
  expect(service.get(Shelve).actors).toEqual([...anyone, undefined, undefined]);
  const { actors } = service.get(CountConsumer);
  expect(actors.splice(0)).toEqual([{ subject: 'ada' }, { subject: 'bob' }, undefined]);
  await service.when(event(Delivered, { title: 'x' }, { actor: { subject: 'eve' } })).result();
  expect(actors).toEqual([{ subject: 'eve' }]);
});

test('time stands still and passes when it is told to', async () => {
  await using service = await testService(shelf, { now: '2026-03-01T09:00:00Z', cascade: false });
  const { events } = await service.when(shelve('Emma')).result();
  service.clock.advance(90_000);
  await service.when(shelve('Ivanhoe')).result();
  const rows = await service.database<Database>().selectFrom('books').select('at').execute();
  expect(rows.map(({ at }) => at)).toEqual([
    '2026-03-01T09:00:00.000Z',
    '2026-03-01T09:01:30.000Z',
  ]);
  expect(events[0]?.time).toBe('2026-03-01T09:00:00.000Z');
  await expect(testService(shelf, { now: '2027-01-01T00:00:00Z' })).rejects.toThrow(
    'stopped already',
  );
  await service.close();
  expect(Math.abs(Date.now() - Date.parse('2026-03-01T09:01:30Z'))).toBeGreaterThan(60_000);
});

test('a scenario that nobody asked about is told at the end', async () => {
  const service = await testService(shelf);
  service.given().when(shelve('Emma'));
  await expect(service.close()).rejects.toThrow('Nobody asked what came of shelve');
});

test('what the service knows nothing of is refused in words', async () => {
  await using service = await testService(shelf);
  await expect(service.when(counted(1)).result()).rejects.toThrow(
    'No consumer of shelf takes the event Counted. shelf publishes it itself',
  );
  abstract class Burn extends ShelveHandler {}
  expect(() => service.when(command(Burn, { input: { title: '', copies: 1 } }))).toThrow(
    'Burn handles no command of shelf. Its handlers: Shelve, Peek.',
  );
  const untyped = { title: 7 } as unknown as { title: string };
  await expect(service.when(event(Delivered, untyped)).result()).rejects.toThrow(
    'title: is no String',
  );
});

test('types refuse what cannot be', async () => {
  await using service = await testService(shelf);
  // @ts-expect-error copies is missing
  const lacking = command(Shelve, { input: { title: 'Emma' } });
  await expect(service.when(lacking).result()).resolves.toMatchObject({ state: 'REFUSED' });
  // @ts-expect-error an event of the service has other data
  const other = event(Delivered, { titel: 'Emma' });
  await expect(service.when(other).result()).rejects.toThrow('title: is no String');
  // @ts-expect-error Novel is no outcome of shelve
  await expect(service.when(shelve('a')).then({ __typename: 'Novel' }, [])).rejects.toThrow();
  const foreign = [event(Delivered, { title: 'b' })];
  // @ts-expect-error an event of another service cannot be published by this one
  await expect(service.when(shelve('b')).then(failed(), foreign)).rejects.toThrow();
});

test('awaiting a scenario without saying what is to come of it is refused', async () => {
  await using service = await testService(shelf);
  const scenario = service.when(shelve('Emma'));
  // What `await` does; written as such it is a type error, because a scenario is no promise.
  await expect(Promise.resolve(scenario)).rejects.toThrow('Say what is to come of shelve');
  await scenario.result();
});

test('an event of an older form reaches its handler by the upcasts of the module', async () => {
  await using service = await testService(shelf);
  await service.when(olderEvent(Delivered, DeliveredV1, { name: 'Emma' })).then([counted(0)]);
  const { givenUp } = await service
    .when(olderEvent(Delivered, DeliveredV1, { name: 'cursed' }))
    .result();
  expect(givenUp).toMatchObject([{ message: 'it bites' }]);
  // @ts-expect-error that form had no title
  const wrong = olderEvent(Delivered, DeliveredV1, { title: 'Emma' });
  await expect(service.when(wrong).result()).rejects.toThrow('name: is no String');
});

test('a command of an older form runs as an accepted one does, by the upcasts of the module', async () => {
  await using service = await testService(shelf);
  await service
    .given(olderCommand(Shelve, ShelveV1, { name: 'Emma' }))
    .when(olderCommand(ShelveHandler, ShelveV1, { name: 'Persuasion' }))
    .then({ __typename: 'Book', title: 'Persuasion' }, [
      shelved({ title: 'Persuasion', copies: 1 }),
      counted(2),
    ]);
  // @ts-expect-error that form had no input
  const wrong = olderCommand(Shelve, ShelveV1, { input: { title: 'Emma', copies: 1 } });
  await expect(service.when(wrong).result()).rejects.toThrow(
    'Version 1 of command shelve breaks its type: name: is no String.',
  );
  const another = olderCommand(Peek, ShelveV1, { name: 'Emma' });
  await expect(service.when(another).result()).rejects.toThrow(
    'That form is one of shelf.shelve, not of command peek.',
  );
});
