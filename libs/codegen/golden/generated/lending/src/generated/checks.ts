// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of lending.

import type { Check, Problem } from '@metamorphosis/core';
import {
  checkOf,
  each,
  expected,
  inside,
  isDateTime,
  isFields,
  isFloat,
  isInt,
  unknownField,
} from '@metamorphosis/core/checks';

const NOTE_KIND: ReadonlySet<unknown> = new Set(['DAMAGE', 'REMINDER']);

/** What is wrong with the arguments of lendBook. */
export const checkLendBookArgs: Check = checkOf(lendBookArgs);

/** What is wrong with a result of lendBook. */
export const checkLendBookResult: Check = checkOf(lendBookOutcome);

/** What is wrong with the arguments of returnBooks. */
export const checkReturnBooksArgs: Check = checkOf(returnBooksArgs);

/** What is wrong with a result of returnBooks. */
export const checkReturnBooksResult: Check = checkOf((item, problems) => {
  each(problems, '', '[Loan!]', item, loanKey);
});

/** What is wrong with the arguments of importBooks. */
export const checkImportBooksArgs: Check = checkOf(importBooksArgs);

/** What is wrong with a result of importBooks. */
export const checkImportBooksResult: Check = checkOf((item, problems) => {
  if (item != null) importReport(item, problems);
});

/** What is wrong with the data of BookLent. */
export const checkBookLent: Check = checkOf(bookLentData);

/** What is wrong with the data of BookReturned. */
export const checkBookReturned: Check = checkOf(bookReturnedData);

/** What is wrong with the data of ShelvesCounted. */
export const checkShelvesCounted: Check = checkOf(shelvesCountedData);

function bookInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'BookInput', value);
  if (typeof value.isbn !== 'string') expected(problems, 'isbn', 'ID', value.isbn);
  for (const name in value) {
    if (name !== 'isbn') unknownField(problems, name);
  }
}

function wishInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'WishInput', value);
  if (!NOTE_KIND.has(value.kind)) expected(problems, 'kind', 'NoteKind', value.kind);
  if (value.at != null && !isDateTime(value.at)) expected(problems, 'at', 'DateTime', value.at);
  if (value.weight != null && !isFloat(value.weight))
    expected(problems, 'weight', 'Float', value.weight);
  if (value.instead != null) inside(problems, 'instead', value.instead, wishInput);
  for (const name in value) {
    if (
      name !== 'kind' &&
      name !== 'at' &&
      name !== 'weight' &&
      name !== 'details' &&
      name !== 'instead'
    )
      unknownField(problems, name);
  }
}

function lendBookInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'LendBookInput', value);
  inside(problems, 'book', value.book, bookInput);
  if (typeof value.reader !== 'string') expected(problems, 'reader', 'ID', value.reader);
  if (value.days != null && !isInt(value.days)) expected(problems, 'days', 'Int', value.days);
  if (value.wishes != null)
    each(problems, 'wishes', '[[WishInput!]!]', value.wishes, (item, problems) => {
      each(problems, '', '[WishInput!]', item, wishInput);
    });
  for (const name in value) {
    if (name !== 'book' && name !== 'reader' && name !== 'days' && name !== 'wishes')
      unknownField(problems, name);
  }
}

function lendBookArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'LendBookArgs', value);
  inside(problems, 'input', value.input, lendBookInput);
  if (value.dryRun != null && typeof value.dryRun !== 'boolean')
    expected(problems, 'dryRun', 'Boolean', value.dryRun);
  for (const name in value) {
    if (name !== 'input' && name !== 'dryRun') unknownField(problems, name);
  }
}

function loanKey(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Loan', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
  for (const name in value) {
    if (name !== '__typename' && name !== 'id') unknownField(problems, name);
  }
}

function alreadyLent(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'AlreadyLent', value);
  if (value.until != null && !isDateTime(value.until))
    expected(problems, 'until', 'DateTime', value.until);
}

function fine(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Fine', value);
  if (!isInt(value.cents)) expected(problems, 'cents', 'Int', value.cents);
}

function barred(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Barred', value);
  each(problems, 'fines', '[Fine!]', value.fines, fine);
}

function lendBookOutcome(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'LendBookResult', value);
  switch (value.__typename) {
    case 'Loan':
      return loanKey(value, problems);
    case 'AlreadyLent':
      return alreadyLent(value, problems);
    case 'Barred':
      return barred(value, problems);
    default:
      expected(problems, '__typename', 'Loan or AlreadyLent or Barred', value.__typename);
  }
}

function returnBooksArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'ReturnBooksArgs', value);
  each(problems, 'loanIds', '[ID!]', value.loanIds, (item, problems) => {
    if (typeof item !== 'string') expected(problems, '', 'ID', item);
  });
  if (!isInt(value.desk)) expected(problems, 'desk', 'Int', value.desk);
  for (const name in value) {
    if (name !== 'loanIds' && name !== 'desk') unknownField(problems, name);
  }
}

function importBooksArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'ImportBooksArgs', value);
  if (typeof value.file !== 'string') expected(problems, 'file', 'String', value.file);
  for (const name in value) {
    if (name !== 'file') unknownField(problems, name);
  }
}

function importReport(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'ImportReport', value);
  if (!isInt(value.imported)) expected(problems, 'imported', 'Int', value.imported);
  if (value.skipped != null)
    each(problems, 'skipped', '[String!]', value.skipped, (item, problems) => {
      if (typeof item !== 'string') expected(problems, '', 'String', item);
    });
}

function loanRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Loan', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

function bookRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Book', value);
  if (typeof value.isbn !== 'string') expected(problems, 'isbn', 'ID', value.isbn);
}

function note(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Note', value);
  if (!NOTE_KIND.has(value.kind)) expected(problems, 'kind', 'NoteKind', value.kind);
  if (typeof value.text !== 'string') expected(problems, 'text', 'String', value.text);
  if (value.marks != null)
    each(problems, 'marks', '[[Int!]]', value.marks, (item, problems) => {
      if (item != null)
        each(problems, '', '[Int!]', item, (item, problems) => {
          if (!isInt(item)) expected(problems, '', 'Int', item);
        });
    });
}

function bookLentData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'BookLent', value);
  if (typeof value.loanId !== 'string') expected(problems, 'loanId', 'ID', value.loanId);
  inside(problems, 'loan', value.loan, loanRef);
  if (value.book != null) inside(problems, 'book', value.book, bookRef);
  if (!isDateTime(value.at)) expected(problems, 'at', 'DateTime', value.at);
  each(problems, 'notes', '[Note!]', value.notes, note);
}

function bookReturnedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'BookReturned', value);
  if (typeof value.loanId !== 'string') expected(problems, 'loanId', 'ID', value.loanId);
  inside(problems, 'loan', value.loan, loanRef);
  if (value.fine != null) inside(problems, 'fine', value.fine, fine);
}

function gap(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Gap', value);
  if (!isInt(value.place)) expected(problems, 'place', 'Int', value.place);
}

function finding(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Finding', value);
  switch (value.__typename) {
    case 'Book':
      return bookRef(value, problems);
    case 'Gap':
      return gap(value, problems);
    default:
      expected(problems, '__typename', 'Book or Gap', value.__typename);
  }
}

function shelvesCountedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'ShelvesCounted', value);
  if (!isInt(value.shelf)) expected(problems, 'shelf', 'Int', value.shelf);
  if (value.weight != null && !isFloat(value.weight))
    expected(problems, 'weight', 'Float', value.weight);
  if (typeof value.complete !== 'boolean')
    expected(problems, 'complete', 'Boolean', value.complete);
  each(problems, 'found', '[Finding]', value.found, (item, problems) => {
    if (item != null) finding(item, problems);
  });
}
