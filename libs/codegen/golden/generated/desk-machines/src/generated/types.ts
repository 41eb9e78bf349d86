// Generated from the schema by codegen; do not edit.
// The types of desk-machines, as records and handlers carry them.

import type { LoanId, ShelfId } from './ids.js';

export interface OpenInput {
  readonly machine: string;
  /** Where to look for it. */
  readonly shelfIds?: readonly ShelfId[] | null;
}

/** What is in the drawer. */
export interface Package {
  readonly __typename?: 'Package';
  readonly size: number;
}

/** Tells which loan it is about; other services have such events, too. */
export type AboutLoan = DrawerOpenedData & { readonly __typename: 'DrawerOpened' };

/** Published when a drawer was opened. */
export interface DrawerOpenedData {
  readonly machine: string;
  readonly loanId: LoanId;
}

/** What open is called with. */
export interface OpenArgs {
  readonly input: OpenInput;
}

/** What comes of open: entities by key, everything else by value. */
export type OpenOutcome = Package;
