import { describe, expect, it, vi } from 'vitest';
import { parseFilter } from '@metamorphosis/core';
import { Audience } from './audience.js';
import type { BoardEvent } from './board-event.js';
import { interestIn, isOf, type Interest } from './interest.js';

const event = (type: string, value: Readonly<Record<string, unknown>> = {}): BoardEvent => ({
  offset: 0,
  type,
  value: { ...value, __typename: type },
});

const member = (types: readonly string[], args = {}): { readonly interest: Interest } => ({
  interest: interestIn(new Set(types), args),
});

const asked = [
  [{}, { id: 'a' }, true],
  [{ id: 'a' }, { id: 'a' }, true],
  [{ id: 'a' }, { id: 'b' }, false],
  [{ id: 'a' }, {}, false],
  [{ id: null }, { id: 'b' }, true],
  [{ id: undefined }, { id: 'b' }, true],
  [{ count: 1 }, { count: '1' }, false],
  [{ count: 0 }, { count: null }, false],
  [{ id: 'a', kind: 'x' }, { kind: 'x', id: 'a', more: 1 }, true],
  [{ id: 'a', kind: 'x' }, { kind: 'y', id: 'a' }, false],
  [{ at: { x: 1, y: [2] } }, { at: { y: [2], x: 1 } }, true],
  [{ at: { x: 1 } }, { at: { x: 1, y: 2 } }, false],
] as const;

describe('an interest', () => {
  it.each(asked)('with the arguments %j in an event with %j: %s', (args, value, wanted) => {
    const one = member(['Wanted'], args);
    expect(isOf(one.interest, event('Wanted', value))).toBe(wanted);
    expect(isOf(one.interest, event('Other', value))).toBe(false);
    const audience = new Audience<typeof one>();
    audience.add(one);
    expect(audience.of([event('Wanted', value)]).size).toBe(wanted ? 1 : 0);
  });
});

describe('an audience', () => {
  it('gives each group the events that it wants, in order', () => {
    const [all, a, alsoA, b] = [
      member(['E', 'F']),
      member(['E'], { id: 'a' }),
      member(['E'], { id: 'a' }),
      member(['E'], { id: 'b' }),
    ];
    const audience = new Audience<{ readonly interest: Interest }>();
    for (const one of [all, a, alsoA, b]) audience.add(one);
    const events = [event('E', { id: 'a' }), event('F'), event('E', { id: 'a' }), event('G')];
    const groups = [...audience.of(events)].map(([group, own]) => [[...group], own]);
    expect(groups).toEqual([
      [[all], events.slice(0, 3)],
      [
        [a, alsoA],
        [events[0], events[2]],
      ],
    ]);
  });

  it('asks a filter once for all who demand the same, and only of events that it may want', () => {
    const filter = parseFilter('shop = $shop AND amount > $over');
    const wanting = (args: object): { readonly interest: Interest } => {
      const interest = interestIn(new Set(['E']), { ...args }, filter);
      return { interest: { ...interest, ...(interest.holds && { holds: vi.fn(interest.holds) }) } };
    };
    const [one, same, more, all, other] = [
      wanting({ shop: 's', over: 3 }),
      wanting({ shop: 's', over: 3 }),
      wanting({ shop: 's', over: 8 }),
      wanting({ shop: 's' }),
      wanting({ shop: 't', over: 0 }),
    ];
    const audience = new Audience<{ readonly interest: Interest }>();
    for (const each of [one, same, more, all, other]) audience.add(each);
    const events = [5, 2].map((amount) => event('E', { shop: 's', amount }));
    const groups = [...audience.of(events)].map(([group, own]) => [[...group], own]);
    expect(groups).toEqual([
      [[one, same], events.slice(0, 1)],
      [[all], events],
    ]);
    expect(
      [one, same, more, other].map(({ interest }) => vi.mocked(interest.holds)?.mock.calls.length),
    ).toEqual([2, 0, 2, 0]);
    for (const each of [one, same, more, all, other]) audience.delete(each);
    expect(audience.of(events).size).toBe(0);
  });

  it('compares by name what the filter does not mention', () => {
    const filter = parseFilter('amount > $over');
    const interest = interestIn(new Set(['E']), { shop: 's', over: 3 }, filter);
    const wanted = (value: object): boolean => isOf(interest, event('E', { ...value }));
    expect(wanted({ shop: 's', amount: 4 })).toBe(true);
    expect(wanted({ shop: 't', amount: 4 })).toBe(false);
    expect(wanted({ shop: 's', amount: 3 })).toBe(false);
  });

  it('forgets who leaves, and counts each once', () => {
    const [one, other] = [member(['E']), member(['E'])];
    const audience = new Audience<{ readonly interest: Interest }>();
    audience.add(one);
    audience.add(one);
    audience.add(other);
    expect(audience.size).toBe(2);
    audience.delete(one);
    audience.delete(one);
    expect([...audience.of([event('E')]).keys()].map((group) => [...group])).toEqual([[other]]);
    expect(audience.clear()).toEqual([other]);
    expect(audience.size).toBe(0);
    expect(audience.of([event('E')]).size).toBe(0);
  });
});
