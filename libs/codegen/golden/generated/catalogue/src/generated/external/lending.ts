// Generated from the schema by codegen; do not edit.
// Events of lending, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import type { LoanId } from '../ids.js';
import { checkBookLent, checkBookReturned, checkShelvesCounted } from './lending.checks.js';

/** Published when a book has been lent. */
export const BookLent: ForeignEventDefinition<'BookLent', BookLentData> = {
  foreign: true,
  service: 'lending',
  name: 'BookLent',
  type: 'lending.BookLent',
  keyOf: (data) => data.loanId,
  check: checkBookLent,
};

/** Published when a book is back. */
export const BookReturned: ForeignEventDefinition<'BookReturned', BookReturnedData> = {
  foreign: true,
  service: 'lending',
  name: 'BookReturned',
  type: 'lending.BookReturned',
  keyOf: (data) => data.loanId,
  check: checkBookReturned,
};

/** Published when shelves were counted. */
export const ShelvesCounted: ForeignEventDefinition<'ShelvesCounted', ShelvesCountedData> = {
  foreign: true,
  service: 'lending',
  name: 'ShelvesCounted',
  type: 'lending.ShelvesCounted',
  keyOf: (data) => String(data.shelf),
  check: checkShelvesCounted,
};

/** A Loan as records carry it: by its key. */
export interface LoanRef {
  readonly __typename?: 'Loan';
  readonly id: LoanId;
}

export type NoteKind = 'DAMAGE' | 'REMINDER';

export interface Note {
  readonly __typename?: 'Note';
  readonly kind: NoteKind;
  readonly text: string;
  readonly marks?: readonly (readonly number[] | null)[] | null;
}

/** A Book as records carry it: by its key. */
export interface BookRef {
  readonly __typename?: 'Book';
  readonly isbn: string;
}

/** Something happened to a loan. */
export type LoanEvent =
  | (BookLentData & { readonly __typename: 'BookLent' })
  | (BookReturnedData & { readonly __typename: 'BookReturned' });

/** Published when a book has been lent. */
export interface BookLentData {
  readonly loanId: LoanId;
  readonly loan: LoanRef;
  readonly book?: BookRef | null;
  readonly at: string;
  readonly notes: readonly Note[];
}

/** Tells which loan it is about; other services have such events, too. */
export type AboutLoan = BookReturnedData & { readonly __typename: 'BookReturned' };

/** Published when a book is back. */
export interface BookReturnedData {
  readonly loanId: LoanId;
  readonly loan: LoanRef;
  readonly fine?: Fine | null;
}

/** Published when shelves were counted. */
export interface ShelvesCountedData {
  readonly shelf: number;
  readonly weight?: number | null;
  readonly complete: boolean;
  readonly found: readonly (Finding | null)[];
}

export type Finding =
  | (BookRef & { readonly __typename: 'Book' })
  | (Gap & { readonly __typename: 'Gap' });

/** Nothing stands here. */
export interface Gap {
  readonly __typename?: 'Gap';
  readonly place: number;
}

export interface Fine {
  readonly __typename?: 'Fine';
  readonly cents: number;
}
