import { ForbiddenException } from '@nestjs/common';
import { expect, test } from 'vitest';
import { errors, newCommandId, type CommandUpdate } from '@metamorphosis/contract';
import type { CommandDefinition, CommandHandler } from '@metamorphosis/core';
import { startLibrary, type LibraryApp } from './library-app.fixture.spec.js';
import { librarySender, type LibrarySender, type Play } from './library-sender.fixture.spec.js';
import {
  libraryDefinition,
  libraryParts,
  type LendBookArgs,
} from './library-service.fixture.spec.js';

type Handler = CommandHandler<LendBookArgs, unknown, never>;
type Parts = ReturnType<typeof libraryParts>;

async function library(
  play?: Play,
  handler: Partial<Handler> = {},
): Promise<LibrarySender & { app: LibraryApp; parts: Parts }> {
  const accepting = await librarySender(play);
  const handle = (): Promise<never> => Promise.reject(new Error('handlers run in workers'));
  const parts = libraryParts(accepting.sender, { handle, ...handler }, accepting.cancel);
  return { ...accepting, parts, app: await startLibrary(parts) };
}

const [lendBook] = libraryDefinition.commands as [CommandDefinition];

const LEND = /* GraphQL */ `
  mutation ($days: Int!, $idempotencyKey: ID) {
    lendBook(input: { bookId: "b1", days: $days }, idempotencyKey: $idempotencyKey) {
      __typename
      ... on Book {
        id
        title
      }
      ... on AlreadyLent {
        until
      }
    }
  }
`;

test('answers the typed result, with the fields that its record form leaves out', async () => {
  const { app, records, parts } = await library(() => ({
    result: { __typename: 'Book', id: 'b1' },
  }));
  const reply = await app.ask(LEND, { days: 3 });
  expect(reply.errors).toBeUndefined();
  expect(reply.data).toEqual({ lendBook: { __typename: 'Book', id: 'b1', title: 'Book b1' } });
  expect(records).toMatchObject([
    { type: 'library.lendBook', key: 'b1', data: { input: { bookId: 'b1', days: 3 } } },
  ]);
  expect(parts.books.loads).toEqual([[{ id: 'b1' }]]);
});

test('answers a rejection with its type', async () => {
  const until = '2026-12-01T00:00:00Z';
  const { app } = await library(() => ({
    state: 'REJECTED',
    result: { __typename: 'AlreadyLent', until },
  }));
  const reply = await app.ask(LEND, { days: 3 });
  expect(reply).toMatchObject({ data: { lendBook: { __typename: 'AlreadyLent', until } } });
  expect(reply.errors).toBeUndefined();
});

test.each<[string, Partial<CommandUpdate>, string]>([
  ['cancelled', { state: 'REJECTED', error: { code: 'CANCELLED', message: 'no' } }, 'CANCELLED'],
  ['expired', { state: 'REJECTED', error: { code: 'EXPIRED', message: 'no' } }, 'EXPIRED'],
  ['rejected by a code', { state: 'REJECTED', error: { code: 'FULL', message: 'no' } }, 'FULL'],
  ['failed', { state: 'FAILED', error: { code: 'X', message: 'pool is empty' } }, 'COMMAND_FAILED'],
])('answers an error with code and command id when the command was %s', async (_, end, code) => {
  const { app, records } = await library(() => end);
  const reply = await app.ask(LEND, { days: 3 });
  expect(reply.data).toBeNull();
  expect(reply.errors).toMatchObject([
    { path: ['lendBook'], extensions: { code, commandId: records[0]?.id } },
  ]);
  expect(JSON.stringify(reply)).not.toContain('pool is empty');
});

test('marks a rejection by a code of the domain as one that clients may read', async () => {
  const error = { code: 'FULL', message: 'No room.' };
  const { app } = await library(() => ({ state: 'REJECTED', error }));
  const reply = await app.ask(LEND, { days: 3 });
  expect(reply.errors).toMatchObject([
    { message: 'No room.', extensions: { code: 'FULL', public: true } },
  ]);
});

test('past the deadline gives the id by which the result can be fetched', async () => {
  const { app, board, records } = await library();
  const reply = await app.ask(LEND, { days: 3 });
  const [record] = records;
  const commandId = record?.id ?? '';
  expect(reply.errors).toMatchObject([{ extensions: { code: 'RESULT_TIMEOUT', commandId } }]);

  const now = new Date().toISOString();
  await board.putUpdate({
    commandId,
    name: 'library.lendBook',
    state: 'SUCCEEDED',
    version: 1,
    acceptedAt: now,
    at: now,
    attempts: 1,
    result: { __typename: 'Book', id: 'b1' },
  });
  const later = await app.ask(RESULT, { id: commandId });
  expect(later.data).toMatchObject({
    lendBookResult: { state: 'SUCCEEDED', result: { id: 'b1', title: 'Book b1' }, error: null },
  });
});

const RESULT = /* GraphQL */ `
  query ($id: ID!) {
    lendBookResult(commandId: $id) {
      commandId
      state
      at
      result {
        ... on Book {
          id
          title
        }
      }
      error {
        code
      }
    }
  }
`;

test.each<[string, Partial<Handler>, number, string]>([
  [
    'authorize refuses',
    { authorize: () => Promise.reject(errors.UNAUTHORIZED(['lending'])) },
    3,
    'UNAUTHORIZED',
  ],
  [
    'authorize throws an exception of Nest',
    {
      authorize: () => {
        throw new ForbiddenException('members only');
      },
    },
    3,
    'UNAUTHORIZED',
  ],
  [
    'validate refuses',
    {
      validate: ({ input }) => {
        throw errors.VALIDATION_FAILED([`${input.bookId} is never lent`]);
      },
    },
    3,
    'VALIDATION_FAILED',
  ],
  ['the arguments are wrong', {}, 0, 'VALIDATION_FAILED'],
])('nothing reaches the log when %s', async (_, handler, days, code) => {
  const { app, records } = await library(() => ({}), handler);
  const reply = await app.ask(LEND, { days });
  expect(reply.errors).toMatchObject([{ extensions: { code } }]);
  expect(reply.errors?.[0]?.message).not.toBe('Internal error');

  // A good command behind it is the first that arrives.
  const good = await library(() => ({ result: { __typename: 'Book', id: 'b1' } }));
  await good.app.ask(LEND, { days: 1 });
  expect(good.records).toHaveLength(1);
  expect(records).toHaveLength(0);
});

test('names what is wrong with the arguments', async () => {
  const { app } = await library();
  const reply = await app.ask(LEND, { days: 0 });
  expect(reply.errors).toMatchObject([
    {
      message: 'input.days: must be above 0',
      extensions: { problems: [{ path: 'input.days', message: 'must be above 0' }] },
    },
  ]);
});

test('the same idempotency key is the same command, another input under it is refused', async () => {
  const { app, records } = await library(({ inputHash }) => ({
    result: { __typename: 'Book', id: 'b1' },
    ...(inputHash === undefined ? {} : { inputHash }),
  }));
  const once = await app.ask(LEND, { days: 3, idempotencyKey: 'k' });
  const again = await app.ask(LEND, { days: 3, idempotencyKey: 'k' });
  expect(again.data).toEqual(once.data);
  expect(new Set(records.map(({ id }) => id)).size).toBe(1);

  const other = await app.ask(LEND, { days: 4, idempotencyKey: 'k' });
  expect(other.errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
});

test('an asynchronous call answers a receipt', async () => {
  const { app, records } = await library();
  const { data } = await app.ask(
    'mutation { lendBookAsync(input: { bookId: "b1", days: 2 }) { commandId acceptedAt state } }',
  );
  const [record] = records;
  expect(data).toEqual({
    lendBookAsync: {
      commandId: record?.id,
      acceptedAt: expect.stringMatching(/Z$/) as string,
      state: 'ACCEPTED',
    },
  });
});

test('knows a command id by its form, and says so of unknown ones', async () => {
  const { app } = await library();
  const bad = await app.ask(RESULT, { id: 'nonsense' });
  expect(bad).toMatchObject({
    data: { lendBookResult: null },
    errors: [{ extensions: { code: 'COMMAND_ID_INVALID' } }],
  });
  for (const id of [newCommandId('library'), newCommandId('elsewhere')]) {
    const unknown = await app.ask(RESULT, { id });
    expect(unknown.errors).toMatchObject([{ extensions: { code: 'COMMAND_UNKNOWN' } }]);
  }
});

test('tells a command only to who issued it', async () => {
  const { app, board } = await library();
  const commandId = newCommandId('library');
  const now = new Date().toISOString();
  await board.putUpdate({
    commandId,
    name: 'library.lendBook',
    state: 'STARTED',
    version: 1,
    acceptedAt: now,
    at: now,
    attempts: 1,
    subject: 'ada',
  });
  const reply = await app.ask(RESULT, { id: commandId });
  expect(reply.errors).toMatchObject([{ extensions: { code: 'COMMAND_UNKNOWN' } }]);
});

test('tells the gateway where any command stands, null when it is not known here', async () => {
  const { app, records } = await library(() => ({ result: { __typename: 'Book', id: 'b1' } }));
  await app.ask(LEND, { days: 3 });
  const query =
    'query ($id: ID!) { _command(id: $id) { id name state attempts error { code } } _commandUpdate(id: $id) }';
  const id = records[0]?.id;
  const { data } = await app.ask(query, { id });
  expect(data).toMatchObject({
    _command: { id, name: 'library.lendBook', state: 'SUCCEEDED', attempts: 1, error: null },
    _commandUpdate: { commandId: id, version: 1, result: { __typename: 'Book', id: 'b1' } },
  });
  const unknown = await app.ask(query, { id: newCommandId('library') });
  expect(unknown).toMatchObject({ data: { _command: null, _commandUpdate: null } });
});

const CANCEL = 'mutation ($id: ID!) { _cancelCommand(id: $id) }';
const codesOf = ({ errors: failures }: { errors?: readonly unknown[] }): unknown =>
  failures?.map((failure) => (failure as { extensions: { code: string } }).extensions.code);

test('cancels for the gateway what has not begun; whoever comes second is too late', async () => {
  const { app, sender } = await library();
  const args = { input: { bookId: 'b1', days: 3 } };
  const { commandId: id } = await sender.submit(lendBook, args, {});
  expect((await app.ask(CANCEL, { id })).data).toMatchObject({
    _cancelCommand: { commandId: id, state: 'REJECTED', error: { code: 'CANCELLED' } },
  });
  expect(codesOf(await app.ask(CANCEL, { id }))).toEqual(['TOO_LATE']);
});

test('cancels nothing that is not known, of another service or another subject', async () => {
  const { app, sender } = await library();
  const args = { input: { bookId: 'b1', days: 3 } };
  const { commandId } = await sender.submit(lendBook, args, { subject: 'ada' });
  for (const id of [newCommandId('library'), newCommandId('orders'), 'nonsense', commandId]) {
    expect(codesOf(await app.ask(CANCEL, { id }))).toEqual(['COMMAND_UNKNOWN']);
  }
});

test('a command without an inbox cannot be cancelled', async () => {
  const { app, sender } = await library(undefined, { guarantee: 'at-least-once' });
  const args = { input: { bookId: 'b1', days: 3 } };
  const { commandId: id } = await sender.submit(lendBook, args, {});
  expect(codesOf(await app.ask(CANCEL, { id }))).toEqual(['NOT_CANCELLABLE']);
});

test('reads anew what a command may have changed', async () => {
  const { app, parts } = await library(() => ({ result: { __typename: 'Book', id: 'b1' } }));
  await app.ask(/* GraphQL */ `
    mutation {
      a: lendBook(input: { bookId: "b1", days: 1 }) {
        ... on Book {
          title
        }
      }
      b: lendBook(input: { bookId: "b1", days: 1 }) {
        ... on Book {
          title
        }
      }
    }
  `);
  expect(parts.books.loads).toEqual([[{ id: 'b1' }], [{ id: 'b1' }]]);
});

test('carries the trace of the caller into the record', async () => {
  const { app, records } = await library(() => ({ result: { __typename: 'Book', id: 'b1' } }));
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await app.ask(LEND, { days: 3 }, { traceparent });
  expect(records[0]?.traceparent).toContain('4bf92f3577b34da6a3ce929d0e0e4736');
});
