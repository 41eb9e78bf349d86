// Generated from the schema by codegen; do not edit.
// Says what is wrong with events of desk-machines.

import type { Check, Problem } from '@metamorphosis/core';
import { checkOf, expected, isFields } from '@metamorphosis/core/checks';

/** What is wrong with the data of DrawerOpened. */
export const checkDrawerOpened: Check = checkOf(drawerOpenedData);

function drawerOpenedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'DrawerOpened', value);
  if (typeof value.machine !== 'string') expected(problems, 'machine', 'ID', value.machine);
  if (typeof value.loanId !== 'string') expected(problems, 'loanId', 'ID', value.loanId);
}
