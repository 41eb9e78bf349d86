// Generated from the schema by codegen; do not edit.
// Events of desk-machines, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import type { LoanId } from '../ids.js';
import { checkDrawerOpened } from './desk-machines.checks.js';

/** Published when a drawer was opened. */
export const DrawerOpened: ForeignEventDefinition<'DrawerOpened', DrawerOpenedData> = {
  foreign: true,
  service: 'desk-machines',
  name: 'DrawerOpened',
  type: 'desk-machines.DrawerOpened',
  keyOf: (data) => data.machine,
  check: checkDrawerOpened,
};

/** Tells which loan it is about; other services have such events, too. */
export type AboutLoan = DrawerOpenedData & { readonly __typename: 'DrawerOpened' };

/** Published when a drawer was opened. */
export interface DrawerOpenedData {
  readonly machine: string;
  readonly loanId: LoanId;
}
