// Generated from the schema by codegen; do not edit.
// Says what is wrong with events of lending.

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
} from '@metamorphosis/core/checks';

const NOTE_KIND: ReadonlySet<unknown> = new Set(['DAMAGE', 'REMINDER']);

/** What is wrong with the data of BookLent. */
export const checkBookLent: Check = checkOf(bookLentData);

/** What is wrong with the data of BookReturned. */
export const checkBookReturned: Check = checkOf(bookReturnedData);

/** What is wrong with the data of ShelvesCounted. */
export const checkShelvesCounted: Check = checkOf(shelvesCountedData);

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

function fine(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'Fine', value);
  if (!isInt(value.cents)) expected(problems, 'cents', 'Int', value.cents);
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
