// Generated from the schema by codegen; do not edit.
// What answers queries to catalogue.

import type { RequestContext } from '@metamorphosis/core';
import type { ShelfId } from './ids.js';
import type {
  Book,
  BookEditionsArgs,
  BookKey,
  BookRef,
  Edition,
  QueryShelfArgs,
  QueryShelfIdsArgs,
  Shelf,
  ShelfKey,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  abstract books(
    args: Readonly<Record<string, never>>,
    context: RequestContext,
  ): Promise<readonly Book[]>;

  /** A book for today; null on Sundays. */
  abstract bookOfTheDay(
    args: Readonly<Record<string, never>>,
    context: RequestContext,
  ): Promise<Book | null>;

  abstract shelf(args: QueryShelfArgs, context: RequestContext): Promise<Shelf | null>;

  /** Shelves of a room that have space. */
  abstract shelfIds(args: QueryShelfIdsArgs, context: RequestContext): Promise<readonly ShelfId[]>;
}

/** What can be lent. */
export abstract class BookEntity {
  readonly entity = 'Book';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly BookKey[],
    context: RequestContext,
  ): Promise<readonly (Book | null)[]>;

  /**
   * Editions, the newest first.
   *
   * Answers for all parents of a request at once, in their order.
   */
  abstract editions(
    parents: readonly BookRef[],
    args: BookEditionsArgs,
    context: RequestContext,
  ): Promise<readonly (readonly Edition[])[]>;
}

/** Where books stand. */
export abstract class ShelfEntity {
  readonly entity = 'Shelf';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly ShelfKey[],
    context: RequestContext,
  ): Promise<readonly (Shelf | null)[]>;
}
