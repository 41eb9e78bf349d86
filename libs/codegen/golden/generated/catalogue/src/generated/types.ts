// Generated from the schema by codegen; do not edit.
// The types of catalogue, as records and handlers carry them.

import type { ShelfId } from './ids.js';

/** A Book as records carry it: by its key. */
export interface BookRef {
  readonly __typename?: 'Book';
  readonly isbn: string;
}

export interface Edition {
  readonly __typename?: 'Edition';
  readonly year: number;
}

/** A Shelf as records carry it: by its key. */
export interface ShelfRef {
  readonly __typename?: 'Shelf';
  readonly id: ShelfId;
}

export interface Fine {
  readonly __typename?: 'Fine';
  readonly cents: number;
}

/** What can be lent. */
export interface Book {
  readonly __typename?: 'Book';
  readonly isbn: string;
  readonly title: string;
  readonly lateFine: Fine | null;
}

/** What names a Book when it is loaded. */
export type BookKey = { readonly isbn: string };

/** Where books stand. */
export interface Shelf {
  readonly __typename?: 'Shelf';
  readonly id: ShelfId;
  readonly room: string;
}

/** What names a Shelf when it is loaded. */
export type ShelfKey = { readonly id: ShelfId };

/** What Query.shelf is asked with. */
export interface QueryShelfArgs {
  readonly shelfId: ShelfId;
}

/** What Query.shelfIds is asked with. */
export interface QueryShelfIdsArgs {
  readonly room: string;
}

/** What Book.editions is asked with. */
export interface BookEditionsArgs {
  readonly first?: number | null;
}
