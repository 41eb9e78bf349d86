// Generated from the schema by codegen; do not edit.
// The events that lending publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkBookLent, checkBookReturned, checkShelvesCounted } from './checks.js';
import type { BookLentData, BookReturnedData, ShelvesCountedData } from './types.js';

/** Published when a book has been lent. */
export const BookLent: EventDefinition<'BookLent', BookLentData> = {
  service: 'lending',
  name: 'BookLent',
  type: 'lending.BookLent',
  keyOf: (data) => data.loanId,
  check: checkBookLent,
};

/** Makes an event BookLent, to be published by a handler. */
export function bookLent(data: BookLentData): NewEvent<'BookLent', BookLentData> {
  return newEvent(BookLent, data);
}

/** Published when a book is back. */
export const BookReturned: EventDefinition<'BookReturned', BookReturnedData> = {
  service: 'lending',
  name: 'BookReturned',
  type: 'lending.BookReturned',
  keyOf: (data) => data.loanId,
  check: checkBookReturned,
};

/** Makes an event BookReturned, to be published by a handler. */
export function bookReturned(data: BookReturnedData): NewEvent<'BookReturned', BookReturnedData> {
  return newEvent(BookReturned, data);
}

/** Published when shelves were counted. */
export const ShelvesCounted: EventDefinition<'ShelvesCounted', ShelvesCountedData> = {
  service: 'lending',
  name: 'ShelvesCounted',
  type: 'lending.ShelvesCounted',
  keyOf: (data) => String(data.shelf),
  check: checkShelvesCounted,
};

/** Makes an event ShelvesCounted, to be published by a handler. */
export function shelvesCounted(
  data: ShelvesCountedData,
): NewEvent<'ShelvesCounted', ShelvesCountedData> {
  return newEvent(ShelvesCounted, data);
}
