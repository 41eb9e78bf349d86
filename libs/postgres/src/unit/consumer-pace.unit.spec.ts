import { describe, expect, it } from 'vitest';
import type { UnitSharing } from '@metamorphosis/core';
import { ConsumerPace } from './consumer-pace.js';
import type { UnitWatch } from './unit-watch.js';

const request = (sharing?: UnitSharing, consumer = 'commands') => ({
  inbox: { consumer, recordId: 'r' },
  timeoutMs: 1_000,
  ...(sharing && { sharing }),
});

const run = (seen: Partial<UnitWatch> = {}): UnitWatch =>
  ({
    statements: 1,
    workMs: 0.5,
    openingMs: 0.5,
    isElsewhere: false,
    isSpecial: false,
    ...seen,
  }) as UnitWatch;

function after(
  runs: readonly UnitWatch[],
  sharing?: UnitSharing,
): { readonly pace: ConsumerPace; readonly shares: boolean } {
  const pace = new ConsumerPace();
  for (const one of runs) pace.note(request(sharing), one);
  return { pace, shares: pace.mayShare(request(sharing)) };
}

const quick = (times: number) => Array.from({ length: times }, () => run());

describe('The pace of consumers', () => {
  it('lets units share after eight quick runs, for each consumer apart', () => {
    expect(after(quick(7)).shares).toBe(false);
    const { pace, shares } = after(quick(8));
    expect(shares).toBe(true);
    expect(pace.mayShare(request('measured', 'another'))).toBe(false);
  });

  it('forgives a pause of the machine', () => {
    expect(after([...quick(20), run({ workMs: 500 }), run({ workMs: 500 })]).shares).toBe(true);
  });

  it('measures by the round trips of the moment', () => {
    const busy = Array.from({ length: 8 }, () => run({ workMs: 40, openingMs: 30 }));
    expect(after(busy).shares).toBe(true);
  });

  it('lets slow units run alone, until they are quick again', () => {
    const slow = Array.from({ length: 20 }, () => run({ workMs: 50 }));
    expect(after([...quick(8), ...slow]).shares).toBe(false);
    expect(after([...quick(8), ...slow, ...quick(60)]).shares).toBe(true);
  });

  it('never again shares what was once seen to await something else', () => {
    const runs = [...quick(8), run({ isElsewhere: true }), ...quick(100)];
    expect(after(runs).shares).toBe(false);
    expect(after(runs, 'always').shares).toBe(true);
  });

  it('shares nothing that leaves something behind in its session, whatever was declared', () => {
    const runs = [...quick(8), run({ isSpecial: true }), ...quick(100)];
    expect(after(runs).shares).toBe(false);
    expect(after(runs, 'always').shares).toBe(false);
  });

  it('does as declared', () => {
    expect(after([], 'always').shares).toBe(true);
    expect(after(quick(100), 'never').shares).toBe(false);
  });

  it('learns nothing of units whose work did not run', () => {
    const unrun = Array.from({ length: 20 }, () => ({ ...run(), workMs: undefined }) as UnitWatch);
    expect(after(unrun).shares).toBe(false);
  });
});
