import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Check } from '@metamorphosis/core';
import { checkJoinArgs } from '../golden/generated/members/src/generated/checks.js';
import {
  checkJoinArgsLimits,
  checkMemberPaymentsArgsLimits,
  checkQueryMembersArgsLimits,
} from '../golden/generated/members/src/generated/limits.js';
import type { JoinInput, PayInput } from '../golden/generated/members/src/generated/types.js';

const messages = (check: Check, value: unknown) =>
  check(value).map(({ path, message }) => `${path}: ${message}`);

const input: JoinInput = {
  name: 'Ada',
  email: 'ada@example.org',
  interests: ['engines'],
  pays: { invoiceTo: 'ada@example.org' },
};

describe('limits', () => {
  test('are kept by what lies within them, and by null', () => {
    const full = {
      ...input,
      born: '1815-12-10',
      card: 'AB1234',
      site: 'https://example.org',
      interests: ['engines', 'poetry', 'ab'],
      deposit: 999.5,
      pays: { card: { number: '1234567890123456' } },
      friends: [input],
    };
    expect(messages(checkJoinArgsLimits, { input: full, note: 'short' })).toEqual([]);
    const nulls = { ...input, card: null, site: null, deposit: null, friends: null };
    expect(messages(checkJoinArgsLimits, { input: nulls, note: null })).toEqual([]);
  });

  test('are told all at once, each with the way to it', () => {
    const broken = {
      ...input,
      name: 'x'.repeat(41),
      card: 'AB123',
      site: 'example.org',
      interests: ['engines', 'a', 'poetry', 'chess'],
      deposit: 1000.25,
      friends: [input, { ...input, interests: [] }],
    };
    expect(messages(checkJoinArgsLimits, { input: broken, note: '123456' })).toEqual([
      'input.name: must have at most 40 characters, has 41',
      'input.card: must match ^[A-Z]{2}\\d{4}$, got "AB123"',
      'input.site: must be of the format URL, got "example.org"',
      'input.interests: must have at most 3 items, has 4',
      'input.interests[1]: must have at least 2 characters, has 1',
      'input.deposit: must be below 1000, got 1000.25',
      'input.deposit: must be a multiple of 0.5, got 1000.25',
      'input.friends[1].interests: must have at least 1 item, has 0',
      'note: must have at most 5 characters, has 6',
    ]);
  });

  test('name the rule and the limit, for programs', () => {
    expect(checkJoinArgsLimits({ input: { ...input, deposit: 0 } })).toEqual([
      {
        path: 'input.deposit',
        message: 'must be above 0, got 0',
        rule: 'exclusiveMin',
        limit: 0,
      },
    ]);
  });

  test('count characters, not units', () => {
    expect(messages(checkJoinArgsLimits, { input, note: '🐝🐝🐝🐝🐝' })).toEqual([]);
  });

  test('hold for queries and for fields with arguments', () => {
    expect(messages(checkQueryMembersArgsLimits, { name: 'a', first: 101 })).toEqual([
      'name: must have at least 2 characters, has 1',
      'first: must be at most 100, got 101',
    ]);
    expect(messages(checkMemberPaymentsArgsLimits, { first: -1 })).toEqual([
      'first: must be at least 0, got -1',
    ]);
  });
});

describe('an input of which one field is written', () => {
  const pays = (value: unknown) =>
    messages(checkJoinArgsLimits, { input: { ...input, pays: value } });
  const card = { number: '1234567890123456' };

  test('is refused with none and with several', () => {
    const text = 'input.pays: exactly one of card, invoiceTo must be written, got';
    expect(pays({})).toEqual([`${text} none`]);
    expect(pays({ card, invoiceTo: 'ada@example.org' })).toEqual([`${text} card and invoiceTo`]);
    expect(pays({ card, invoiceTo: null })).toEqual([`${text} card and invoiceTo`]);
    expect(pays({ card: null })).toEqual([`${text} none`]);
  });

  test('keeps the limits of the field that is written', () => {
    expect(pays({ card: { number: '12' } })).toEqual([
      'input.pays.card.number: must match ^\\d{16}$, got "12"',
    ]);
  });

  test('is a union in TypeScript', () => {
    const pay: PayInput = { card };
    expectTypeOf(pay.invoiceTo).toEqualTypeOf<undefined>();
    // @ts-expect-error two fields are written
    const both: PayInput = { card, invoiceTo: 'ada@example.org' };
    // @ts-expect-error no field is written
    const none: PayInput = {};
    void [both, none];
  });
});

test('scalars of the platform are checked as the types that they are', () => {
  const wrong = { ...input, name: ' ', email: 'ada', born: '2026-02-30' };
  expect(messages(checkJoinArgs, { input: wrong })).toEqual([
    'input.name: NonEmptyString expected, got " "',
    'input.email: EmailAddress expected, got "ada"',
    'input.born: Date expected, got "2026-02-30"',
  ]);
});
