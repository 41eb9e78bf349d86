// Generated from the schema by codegen; do not edit.
// Interfaces of events: who handles one gets every event type that implements it.

import type { EventInterfaceDefinition } from '@metamorphosis/core';
import { DrawerOpened } from './external/desk-machines.js';
import { BookLent, BookReturned } from './external/lending.js';

/** Tells which loan it is about; other services have such events, too. */
export const AboutLoan: EventInterfaceDefinition<
  'AboutLoan',
  typeof DrawerOpened | typeof BookReturned
> = {
  kind: 'interface',
  name: 'AboutLoan',
  members: [DrawerOpened, BookReturned],
};

/** Something happened to a loan. */
export const LoanEvent: EventInterfaceDefinition<
  'LoanEvent',
  typeof BookLent | typeof BookReturned
> = {
  kind: 'interface',
  name: 'LoanEvent',
  members: [BookLent, BookReturned],
};
