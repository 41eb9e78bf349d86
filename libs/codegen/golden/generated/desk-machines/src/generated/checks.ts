// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of desk-machines.

import type { Check, Problem } from '@metamorphosis/core';
import {
  checkOf,
  each,
  expected,
  inside,
  isFields,
  isInt,
  unknownField,
} from '@metamorphosis/core/checks';

/** What is wrong with the arguments of open. */
export const checkOpenArgs: Check = checkOf(openArgs);

/** What is wrong with a result of open. */
export const checkOpenResult: Check = checkOf(package_);

/** What is wrong with the data of DrawerOpened. */
export const checkDrawerOpened: Check = checkOf(drawerOpenedData);

function openInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OpenInput', value);
  if (typeof value.machine !== 'string') expected(problems, 'machine', 'ID', value.machine);
  if (value.shelfIds != null)
    each(problems, 'shelfIds', '[ID!]', value.shelfIds, (item, problems) => {
      if (typeof item !== 'string') expected(problems, '', 'ID', item);
    });
  for (const name in value) {
    if (name !== 'machine' && name !== 'shelfIds') unknownField(problems, name);
  }
}

function openArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OpenArgs', value);
  inside(problems, 'input', value.input, openInput);
  for (const name in value) {
    if (name !== 'input') unknownField(problems, name);
  }
}

function package_(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Package', value);
  if (!isInt(value.size)) expected(problems, 'size', 'Int', value.size);
}

function drawerOpenedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'DrawerOpened', value);
  if (typeof value.machine !== 'string') expected(problems, 'machine', 'ID', value.machine);
  if (typeof value.loanId !== 'string') expected(problems, 'loanId', 'ID', value.loanId);
}
