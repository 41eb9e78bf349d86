// Generated from the schema by codegen; do not edit.
// The ids of entities that lending speaks of.

import type { IdOf } from '@metamorphosis/core';

/** Names one Loan. */
export type LoanId = IdOf<'Loan'>;
