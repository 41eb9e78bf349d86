import { LendingModule } from './generated/module.js';
import { ImportBooks } from './import-books/import-books.handler.js';
import { LendBook } from './lend-book/lend-book.handler.js';
import { LendingQueries } from './lending.queries.js';
import { LendingLoan } from './loan/loan.entity.js';
import { migrations } from './migrations/index.js';
import { ReturnBooks } from './return-books/return-books.handler.js';

/** The service lending: each part that its SDL declares, and its consumers. */
export const lending = LendingModule.register({
  queries: LendingQueries,
  entities: { Loan: LendingLoan },
  commands: { lendBook: LendBook, returnBooks: ReturnBooks, importBooks: ImportBooks },
  consumers: [],
  migrations,
});
