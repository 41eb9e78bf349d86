// Generated from the schema by codegen; do not edit.
// The types of catalogue, as records and handlers carry them.

/** A Book as records carry it: by its key. */
export interface BookRef {
  readonly __typename?: 'Book';
  readonly isbn: string;
}

export interface Edition {
  readonly __typename?: 'Edition';
  readonly year: number;
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

/** What Book.editions is asked with. */
export interface BookEditionsArgs {
  readonly first?: number | null;
}
