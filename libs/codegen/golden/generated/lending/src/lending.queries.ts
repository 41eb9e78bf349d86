import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { Queries } from './generated/resolvers.js';
import type { Finding, Loan, QueryLatestFindingsArgs, QueryLoanArgs } from './generated/types.js';

/** Answers queries to lending. */
@Injectable()
export class LendingQueries extends Queries {
  async loan(_args: QueryLoanArgs, _context: RequestContext): Promise<Loan | null> {
    throw new Error('Query.loan of lending is not written yet: see src/lending.queries.ts.');
  }

  async openLoans(
    _args: Readonly<Record<string, never>>,
    _context: RequestContext,
  ): Promise<readonly Loan[]> {
    throw new Error('Query.openLoans of lending is not written yet: see src/lending.queries.ts.');
  }

  async latestFindings(
    _args: QueryLatestFindingsArgs,
    _context: RequestContext,
  ): Promise<readonly Finding[] | null> {
    throw new Error(
      'Query.latestFindings of lending is not written yet: see src/lending.queries.ts.',
    );
  }
}
