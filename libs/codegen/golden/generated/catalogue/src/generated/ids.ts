// Generated from the schema by codegen; do not edit.
// The ids of entities that catalogue speaks of.

import type { IdOf } from '@metamorphosis/core';

/** Names one Loan. */
export type LoanId = IdOf<'Loan'>;

/** Names one Shelf. */
export type ShelfId = IdOf<'Shelf'>;
