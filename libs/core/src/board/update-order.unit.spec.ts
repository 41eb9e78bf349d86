import { describe, expect, it } from 'vitest';
import { COMMAND_STATES, isTerminal } from '@metamorphosis/contract';
import { outranks, updateOrder } from './update-order.js';

describe('the order of updates', () => {
  it('puts version before state, and the three ends of a command on one rank', () => {
    const orders = [1, 2].flatMap((version) =>
      COMMAND_STATES.map((state) => updateOrder({ version, state })),
    );
    expect(orders).toEqual([4, 5, 6, 7, 7, 7, 8, 9, 10, 11, 11, 11]);
  });

  it('shows a terminal state by its remainder, as the adapters read it', () => {
    for (const state of COMMAND_STATES) {
      expect(updateOrder({ version: 3, state }) % 4 === 3).toBe(isTerminal(state));
    }
  });

  it('lets anything replace nothing, progress replace progress, and no outcome another', () => {
    expect(outranks({ version: 1, state: 'ACCEPTED' }, undefined)).toBe(true);
    expect(outranks({ version: 1, state: 'STARTED' }, { version: 1, state: 'STARTED' })).toBe(true);
    expect(outranks({ version: 1, state: 'FAILED' }, { version: 1, state: 'SUCCEEDED' })).toBe(
      false,
    );
    expect(outranks({ version: 2, state: 'ACCEPTED' }, { version: 1, state: 'FAILED' })).toBe(true);
  });
});
