import type { EventDefinition } from '@metamorphosis/core';

/** The event that the scenario counts. Each has a key of its own. */
export const Noted: EventDefinition<'Noted', { readonly n: number }> = {
  service: 'notes',
  name: 'Noted',
  type: 'notes.Noted',
  keyOf: ({ n }) => String(n),
  check: () => [],
};

/** How many records a worker of the scenario handles at once. */
export const CONCURRENCY = 4;
