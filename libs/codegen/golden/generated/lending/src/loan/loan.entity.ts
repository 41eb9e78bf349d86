import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { LoanEntity } from '../generated/resolvers.js';
import type { Loan, LoanKey, LoanNotesArgs, LoanRef, Note } from '../generated/types.js';

/**
 * A book that somebody has at home.
 * It ends when the book is back.
 */
@Injectable()
export class LendingLoan extends LoanEntity {
  async load(
    _keys: readonly LoanKey[],
    _context: RequestContext,
  ): Promise<readonly (Loan | null)[]> {
    throw new Error('Loading Loan of lending is not written yet: see src/loan/loan.entity.ts.');
  }

  async notes(
    _parents: readonly LoanRef[],
    _args: LoanNotesArgs,
    _context: RequestContext,
  ): Promise<readonly (readonly Note[])[]> {
    throw new Error('Loan.notes of lending is not written yet: see src/loan/loan.entity.ts.');
  }
}
