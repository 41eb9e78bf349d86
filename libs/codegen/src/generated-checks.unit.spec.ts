import { describe, expect, test } from 'vitest';
import type { Check } from '@metamorphosis/core';
import {
  checkBookLent,
  checkImportBooksResult,
  checkLendBookArgs,
  checkLendBookResult,
  checkReturnBooksResult,
  checkShelvesCounted,
} from '../golden/generated/lending/src/generated/checks.js';

const messages = (check: Check, value: unknown) =>
  check(value).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));

describe('checks of arguments', () => {
  const input = { book: { isbn: '978' }, reader: 'ada' };

  test('accept what the schema allows', () => {
    const wishes = [[{ kind: 'DAMAGE', at: '2026-11-21T09:00:00Z', weight: 0.5, details: [1] }]];
    expect(messages(checkLendBookArgs, { input })).toEqual([]);
    expect(messages(checkLendBookArgs, { input: { ...input, days: null }, dryRun: true })).toEqual(
      [],
    );
    expect(messages(checkLendBookArgs, { input: { ...input, days: 3, wishes } })).toEqual([]);
  });

  test('name every problem by its path', () => {
    const wishes = [[{ kind: 'DAMAGE' }, { kind: 'NOISE', at: 'tomorrow', instead: { kind: 3 } }]];
    const args = { input: { book: {}, reader: 7, days: 1.5, wishes }, dryRun: 'no' };
    expect(messages(checkLendBookArgs, args)).toEqual([
      'input.book.isbn: ID expected, got nothing',
      'input.reader: ID expected, got 7',
      'input.days: Int expected, got 1.5',
      'input.wishes[0][1].kind: NoteKind expected, got "NOISE"',
      'input.wishes[0][1].at: DateTime expected, got "tomorrow"',
      'input.wishes[0][1].instead.kind: NoteKind expected, got 3',
      'dryRun: Boolean expected, got "no"',
    ]);
  });

  test('refuse fields that the schema does not have', () => {
    const args = { input: { ...input, colour: 'red' }, idempotencyKey: 'k' };
    expect(messages(checkLendBookArgs, args)).toEqual([
      'input.colour: unknown field',
      'idempotencyKey: unknown field',
    ]);
  });

  test.each([
    [null, 'LendBookArgs expected, got null'],
    [[], 'LendBookArgs expected, got a list'],
    ['x', 'LendBookArgs expected, got "x"'],
    [{}, 'input: LendBookInput expected, got nothing'],
    [{ input: null }, 'input: LendBookInput expected, got null'],
    [{ input: { ...input, wishes: {} } }, 'input.wishes: [[WishInput!]!] expected, got an object'],
    [{ input: { ...input, wishes: [null] } }, 'input.wishes[0]: [WishInput!] expected, got null'],
    [{ input: { ...input, days: 2 ** 31 } }, 'input.days: Int expected, got 2147483648'],
  ])('refuse %j', (value, message) => {
    expect(messages(checkLendBookArgs, value)).toEqual([message]);
  });
});

describe('checks of results', () => {
  test('accept an entity by its key and a value by its fields', () => {
    expect(messages(checkLendBookResult, { __typename: 'Loan', id: '1' })).toEqual([]);
    expect(messages(checkLendBookResult, { __typename: 'AlreadyLent' })).toEqual([]);
    expect(messages(checkReturnBooksResult, [{ id: '1' }, { id: '2' }])).toEqual([]);
    expect(messages(checkImportBooksResult, null)).toEqual([]);
  });

  test('refuse an entity that bears more than its key', () => {
    const whole = { __typename: 'Loan', id: '1', state: 'OPEN' };
    expect(messages(checkLendBookResult, whole)).toEqual(['state: unknown field']);
    expect(messages(checkReturnBooksResult, [{ id: '1' }, whole])).toEqual([
      '[1].state: unknown field',
    ]);
  });

  test('refuse a type that is not among the results', () => {
    expect(messages(checkLendBookResult, { id: '1' })).toEqual([
      '__typename: Loan or AlreadyLent or Barred expected, got nothing',
    ]);
    expect(
      messages(checkLendBookResult, { __typename: 'Barred', fines: [{ cents: '1' }] }),
    ).toEqual(['fines[0].cents: Int expected, got "1"']);
  });
});

describe('checks of events', () => {
  const event = { loanId: '1', loan: { id: '1' }, at: '2026-11-21T09:00:00.123+01:00', notes: [] };

  test('ignore fields that a newer publisher added', () => {
    expect(messages(checkBookLent, { ...event, added: 1, loan: { id: '1', branch: 'x' } })).toEqual(
      [],
    );
  });

  test('require the key of an entity', () => {
    expect(messages(checkBookLent, { ...event, loan: '1', book: {} })).toEqual([
      'loan: key of Loan expected, got "1"',
      'book.isbn: ID expected, got nothing',
    ]);
  });

  test('tell the members of a union by their names', () => {
    const found = [{ __typename: 'Gap', place: 1 }, null, { __typename: 'Shelf' }];
    expect(messages(checkShelvesCounted, { shelf: 1, complete: true, found })).toEqual([
      'found[2].__typename: Book or Gap expected, got "Shelf"',
    ]);
  });
});
