// Generated from the schema by codegen; do not edit.
// The ids of entities that desk-machines speaks of.

import type { IdOf } from '@metamorphosis/core';

/** Names one Loan. */
export type LoanId = IdOf<'Loan'>;

/** Names one Shelf. */
export type ShelfId = IdOf<'Shelf'>;
