import { resolvers } from 'graphql-scalars';
import { expect, test } from 'vitest';
import { SCALARS } from './scalars.js';

/** Values that each scalar takes and refuses. */
const SAMPLES: Readonly<Record<keyof typeof SCALARS, readonly [unknown[], unknown[]]>> = {
  DateTime: [
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5+01:00'],
    ['2026-01-31', '2026-13-01T00:00:00Z', 'now', 5],
  ],
  Date: [
    ['2026-01-31', '2024-02-29'],
    ['2026-02-29', '2026-02-30', '2026-1-3', '20260131', 'today', 5],
  ],
  LocalTime: [
    ['09:30', '23:59:59', '09:30:00.250'],
    ['24:00:01', '9:30', '09:60', 'noon', 930],
  ],
  Duration: [
    ['P1DT12H', 'PT0.5S', 'P3W', 'P1Y2M'],
    ['P', 'PT', '1D', 'P1H', 5],
  ],
  UUID: [
    ['0193493b-6d4e-7c0a-9c5e-5f1f0c7d2a11', '0193493B-6D4E-4C0A-9C5E-5F1F0C7D2A11'],
    ['0193493b6d4e7c0a', 'not-a-uuid', '', 5],
  ],
  EmailAddress: [
    ['ada@example.org', "o'hara+x@sub.example.co.uk"],
    ['ada', 'ada@', '@example.org', 'a b@example.org', '', 5],
  ],
  PhoneNumber: [
    ['+4930123456', '+17895551234'],
    ['030123456', '+0123', 'call me', 5],
  ],
  URL: [
    ['https://example.org/a?b=c', 'mailto:ada@example.org'],
    ['example.org', 'http//x', 5],
  ],
  BigInt: [
    ['9007199254740993', '-1', '0'],
    ['1.5', 'x', ''],
  ],
  CountryCode: [
    ['DE', 'US'],
    ['Germany', 'D', 5],
  ],
  Currency: [
    ['EUR', 'USD'],
    ['Euro', 'EU', 5],
  ],
  NonEmptyString: [
    ['x', ' x '],
    ['', '   ', 5],
  ],
  PositiveInt: [
    [1, 2_147_483_647],
    [0, -1, 1.5],
  ],
  NonNegativeInt: [
    [0, 1],
    [-1, 1.5],
  ],
  PositiveFloat: [
    [0.5, 1],
    [0, -0.5],
  ],
  NonNegativeFloat: [[0, 0.5], [-0.5]],
  JSONObject: [
    [{}, { a: [1] }],
    [[], 'x', 5],
  ],
};

const names = Object.keys(SCALARS) as (keyof typeof SCALARS)[];

test.each(names)('%s takes and refuses what it stands for', (name) => {
  const [taken, refused] = SAMPLES[name];
  expect(taken.filter((value) => !SCALARS[name](value))).toEqual([]);
  expect(refused.filter((value) => SCALARS[name](value))).toEqual([]);
});

/** Theirs answers a bigint, which no record can carry, and takes telephone numbers without their country. */
const APART = new Set(['BigInt', 'PhoneNumber']);

/** Theirs cuts fractions off. */
const TAKEN_BY_THEM = new Set(['PositiveInt 1.5', 'NonNegativeInt 1.5']);

test.each(names.filter((name) => !APART.has(name)))('%s agrees with graphql-scalars', (name) => {
  const theirs = resolvers[name];
  const takes = (value: unknown): boolean => {
    try {
      theirs?.parseValue(value);
      return theirs !== undefined;
    } catch {
      return false;
    }
  };
  for (const value of SAMPLES[name].flat()) {
    if (TAKEN_BY_THEM.has(`${name} ${String(value)}`)) continue;
    expect(`${JSON.stringify(value)} ${String(takes(value))}`).toBe(
      `${JSON.stringify(value)} ${String(SCALARS[name](value))}`,
    );
  }
});
