// Generated from the schema by codegen; do not edit.
// The types of lending, as records and handlers carry them.

import type { LoanId } from './ids.js';

/** A Loan as records carry it: by its key. */
export interface LoanRef {
  readonly __typename?: 'Loan';
  readonly id: LoanId;
}

/** - `RETURNED`: Back on the shelf. */
export type LoanState = 'OPEN' | 'RETURNED';

export type NoteKind = 'DAMAGE' | 'REMINDER';

export interface Note {
  readonly __typename?: 'Note';
  readonly kind: NoteKind;
  readonly text: string;
  readonly marks: readonly (readonly number[] | null)[] | null;
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
  readonly book: BookRef | null;
  readonly at: string;
  readonly notes: readonly Note[];
}

/** Tells which loan it is about; other services have such events, too. */
export type AboutLoan = BookReturnedData & { readonly __typename: 'BookReturned' };

/** Published when a book is back. */
export interface BookReturnedData {
  readonly loanId: LoanId;
  readonly loan: LoanRef;
  readonly fine: Fine | null;
}

/** Published when shelves were counted. */
export interface ShelvesCountedData {
  readonly shelf: number;
  readonly weight: number | null;
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

export type LendBookResult =
  | (LoanRef & { readonly __typename: 'Loan' })
  | (AlreadyLent & { readonly __typename: 'AlreadyLent' })
  | (Barred & { readonly __typename: 'Barred' });

export interface AlreadyLent {
  readonly __typename?: 'AlreadyLent';
  readonly until: string | null;
}

export interface Barred {
  readonly __typename?: 'Barred';
  readonly fines: readonly Fine[];
}

export interface ImportReport {
  readonly __typename?: 'ImportReport';
  readonly imported: number;
  readonly skipped: readonly string[] | null;
}

export interface LendBookInput {
  readonly book: BookInput;
  readonly reader: string;
  readonly days?: number | null;
  readonly wishes?: readonly (readonly WishInput[])[] | null;
}

export interface BookInput {
  readonly isbn: string;
}

export interface WishInput {
  readonly kind: NoteKind;
  readonly at?: string | null;
  readonly weight?: number | null;
  readonly details?: unknown;
  readonly instead?: WishInput | null;
}

/**
 * A book that somebody has at home.
 * It ends when the book is back.
 */
export interface Loan {
  readonly __typename?: 'Loan';
  readonly id: LoanId;
  /** Where it was lent. */
  readonly branch: string;
  /** Counted per branch. */
  readonly number: number;
  readonly book: BookRef;
  readonly since: string;
  /** @deprecated Use `dueAt`. */
  readonly until: string | null;
  readonly dueAt: string | null;
  readonly state: LoanState;
  /** Whatever the machine at the desk sent. */
  readonly raw: unknown;
  readonly predecessor: LoanRef | null;
}

/** What names a Loan when it is loaded. */
export type LoanKey =
  | { readonly id: LoanId }
  | { readonly branch: string; readonly number: number };

/** What lendBook is called with. */
export interface LendBookArgs {
  /** Which book, to whom. */
  readonly input: LendBookInput;
  readonly dryRun?: boolean | null;
}

/** What comes of lendBook: entities by key, everything else by value, each with its `__typename`. */
export type LendBookOutcome = LendBookResult;

/** What returnBooks is called with. */
export interface ReturnBooksArgs {
  readonly loanIds: readonly LoanId[];
  readonly desk: number;
}

/** What comes of returnBooks: entities by key, everything else by value. */
export type ReturnBooksOutcome = readonly LoanRef[];

/** What importBooks is called with. */
export interface ImportBooksArgs {
  readonly file: string;
}

/** What comes of importBooks: entities by key, everything else by value. */
export type ImportBooksOutcome = ImportReport | null;

/** What Query.loan is asked with. */
export interface QueryLoanArgs {
  readonly id: string;
}

/** What Query.latestFindings is asked with. */
export interface QueryLatestFindingsArgs {
  readonly shelf: number;
}

/** What Loan.notes is asked with. */
export interface LoanNotesArgs {
  readonly last: number;
  readonly kinds?: readonly NoteKind[] | null;
}
