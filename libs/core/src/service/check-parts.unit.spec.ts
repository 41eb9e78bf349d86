import { expect, test } from 'vitest';
import {
  checkOf,
  each,
  expected,
  inside,
  isDateTime,
  isFields,
  isFloat,
  isInt,
  noOthers,
  type PartCheck,
} from './check-parts.js';

const line: PartCheck = (value, problems) => {
  if (!isFields(value)) return expected(problems, '', 'Line', value);
  if (!isInt(value['quantity'])) expected(problems, 'quantity', 'Int', value['quantity']);
  noOthers(problems, value, new Set(['quantity']));
};

test('puts the way to a value before what is wrong inside of it', () => {
  const check = checkOf((value, problems) => {
    inside(problems, 'input', value, (input, found) =>
      each(found, 'lines', '[Line!]', input, line),
    );
  });
  expect(check([{ quantity: 1 }, { quantity: 'x' }, 3, { quantity: 2, extra: 1 }])).toEqual([
    { path: 'input.lines[1].quantity', message: 'Int expected, got "x"' },
    { path: 'input.lines[2]', message: 'Line expected, got 3' },
    { path: 'input.lines[3].extra', message: 'unknown field' },
  ]);
});

test('joins nested lists without a dot', () => {
  const check = checkOf((value, problems) =>
    each(problems, 'rows', '[[Line!]!]', value, (row, found) =>
      each(found, '', '[Line!]', row, line),
    ),
  );
  expect(check([[{ quantity: 1 }], [{}]])).toEqual([
    { path: 'rows[1][0].quantity', message: 'Int expected, got nothing' },
  ]);
});

test('cuts what it shows of a long value', () => {
  const [problem] = checkOf((value, problems) => expected(problems, '', 'Int', value))(
    'y'.repeat(500),
  );
  expect(problem?.message.length).toBeLessThan(100);
});

test.each([
  [0, true],
  [-(2 ** 31), true],
  [2 ** 31 - 1, true],
  [2 ** 31, false],
  [1.5, false],
  [Number.NaN, false],
  ['1', false],
])('takes %j for an Int: %j', (value, answer) => {
  expect(isInt(value)).toBe(answer);
});

test.each([
  [1.5, true],
  [Number.POSITIVE_INFINITY, false],
  ['1', false],
])('takes %j for a Float: %j', (value, answer) => {
  expect(isFloat(value)).toBe(answer);
});

test.each([
  ['2026-11-21T09:00:00Z', true],
  ['2026-11-21T09:00:00.123456+01:00', true],
  ['2026-11-21', false],
  ['2026-13-21T09:00:00Z', false],
  ['2026-11-21T09:00:00', false],
  ['now', false],
  [1, false],
])('takes %j for a DateTime: %j', (value, answer) => {
  expect(isDateTime(value)).toBe(answer);
});
