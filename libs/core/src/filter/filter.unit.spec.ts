import { describe, expect, it } from 'vitest';
import { FilterSyntaxError } from './filter-tokens.js';
import { parseFilter } from './parse-filter.js';
import { prepareFilter } from './prepare-filter.js';
import { valueAt } from './value-at.js';

const EVENT = {
  id: 'e1',
  amount: 5,
  rush: true,
  status: 'SHIPPED',
  at: '2026-01-01T12:00:00.000Z',
  note: null,
  order: { id: 'o1' },
  tags: ['new', 'blue'],
  lines: [{ product: 'p1' }, { product: 'p2' }],
};

/** Whether the event is wanted, by all that a prepared filter demands. */
function wants(text: string, args: Record<string, unknown> = {}): boolean {
  const { equalities, holds } = prepareFilter(parseFilter(text), args);
  const equal = equalities.every(({ path, value }) => (valueAt(EVENT, path) ?? null) === value);
  return equal && (holds?.(EVENT) ?? true);
}

describe('a filter', () => {
  it.each([
    'amount = 5',
    '5 = amount',
    'amount != 4',
    'amount < 6 AND amount <= 5 AND amount > 4 AND amount >= 5',
    'amount > -1 AND amount < 5.5',
    "status = 'SHIPPED'",
    "status IN ['NEW', 'SHIPPED']",
    "status NOT IN ['NEW']",
    "'blue' IN tags",
    "'p2' IN lines.product",
    "order.id = 'o1'",
    'rush = true AND NOT rush = false',
    'note = null AND rush != null AND missing = null',
    "NOT (amount = 4 OR status = 'NEW')",
    // AND binds closer than OR.
    'amount = 5 OR amount = 4 AND amount = 3',
    'NOT amount = 4 AND rush = true',
    "at > '2026-01-01T12:00:00+01:00'",
    "at < '2026-01-02'",
  ])('lets pass by %s', (text) => {
    expect(wants(text)).toBe(true);
  });

  it.each([
    'amount = 4',
    'amount != 5',
    'amount < 5',
    'amount > 5',
    "status IN ['NEW']",
    "status NOT IN ['SHIPPED']",
    "'green' IN tags",
    "'p3' IN lines.product",
    'rush = false',
    // Null is neither smaller nor larger than anything.
    'note < 5',
    'note >= 5',
    '(amount = 5 OR amount = 4) AND amount = 3',
    'NOT (amount = 5)',
    "at > '2026-01-01T13:00:00Z'",
    'order.constructor != null',
  ])('lets nothing pass by %s', (text) => {
    expect(wants(text)).toBe(false);
  });

  it('compares with arguments, also with fields of those', () => {
    const text = 'amount >= $min AND status IN $range.states AND $tag IN tags';
    const args = { min: 5, range: { states: ['SHIPPED'] }, tag: 'new' };
    expect(wants(text, args)).toBe(true);
    expect(wants(text, { ...args, min: 6 })).toBe(false);
    expect(wants(text, { ...args, range: { states: [] } })).toBe(false);
    expect(wants(text, { ...args, tag: 'old' })).toBe(false);
    expect(parseFilter(text).argumentNames).toEqual(new Set(['min', 'range', 'tag']));
  });

  it('drops comparisons with arguments that were not given, whatever stands around them', () => {
    expect(wants('amount > $min')).toBe(true);
    expect(wants('NOT amount > $min')).toBe(true);
    expect(wants('amount > $min', { min: null })).toBe(true);
    expect(wants("amount > $min AND status = 'NEW'")).toBe(false);
    expect(wants("amount > $min OR status = 'NEW'")).toBe(false);
    expect(wants('NOT (amount = $a OR amount = $b)', { b: 5 })).toBe(false);
    expect(wants('status IN [$a, $b]', { b: 'SHIPPED' })).toBe(true);
    expect(wants('status IN [$a, $b]')).toBe(true);
    expect(prepareFilter(parseFilter('amount > $min'), {})).toEqual({ equalities: [] });
  });

  it('tells which values every wanted event has, so that events can be looked up by them', () => {
    const prepared = prepareFilter(
      parseFilter("order.id = $order AND status = 'SHIPPED' AND $b = amount AND id != $c"),
      { order: 'o1', c: 'x' },
    );
    expect(prepared.equalities).toEqual([
      { path: ['order', 'id'], value: 'o1' },
      { path: ['status'], value: 'SHIPPED' },
    ]);
    expect(prepared.holds?.({ id: 'x' })).toBe(false);
    expect(prepareFilter(parseFilter('a = 1 OR b = 2'), {}).equalities).toEqual([]);
  });

  it.each([
    ['', 0, 'It ends too early.'],
    ['amount', 6, 'It ends too early.'],
    ['amount = ', 9, 'It ends too early.'],
    ['amount == 5', 8, '= is out of place.'],
    ['amount = 5 and rush = true', 11, 'and is out of place.'],
    ['amount = 5 && rush = true', 11, '& means nothing here.'],
    ['status = "NEW"', 9, '" means nothing here.'],
    ["status = 'NEW", 9, "' means nothing here."],
    ['(amount = 5', 11, 'It ends too early.'],
    ['amount = 5)', 10, ') is out of place.'],
    ['amount NOT = 5', 11, '= is out of place.'],
    ['amount IN [1 2]', 13, '2 is out of place.'],
    ['amount IN []', 11, '] is out of place.'],
    ['$ = amount', 0, '$ means nothing here.'],
    ['AND = 5', 0, 'AND is out of place.'],
  ])('that reads %j is no expression, which is said of place %i', (text, start, message) => {
    let error: unknown;
    try {
      parseFilter(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FilterSyntaxError);
    expect(error).toMatchObject({ start, message });
  });
});
