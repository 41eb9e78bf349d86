// Generated from the schema by codegen; do not edit.
// What answers queries to lending.

import type { RequestContext } from '@metamorphosis/core';
import type {
  Finding,
  Loan,
  LoanKey,
  LoanNotesArgs,
  LoanRef,
  Note,
  QueryLatestFindingsArgs,
  QueryLoanArgs,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  abstract loan(args: QueryLoanArgs, context: RequestContext): Promise<Loan | null>;

  abstract openLoans(
    args: Readonly<Record<string, never>>,
    context: RequestContext,
  ): Promise<readonly Loan[]>;

  abstract latestFindings(
    args: QueryLatestFindingsArgs,
    context: RequestContext,
  ): Promise<readonly Finding[] | null>;
}

/**
 * A book that somebody has at home.
 * It ends when the book is back.
 */
export abstract class LoanEntity {
  readonly entity = 'Loan';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly LoanKey[],
    context: RequestContext,
  ): Promise<readonly (Loan | null)[]>;

  /**
   * What the desk wrote down.
   *
   * Answers for all parents of a request at once, in their order.
   */
  abstract notes(
    parents: readonly LoanRef[],
    args: LoanNotesArgs,
    context: RequestContext,
  ): Promise<readonly (readonly Note[])[]>;
}
