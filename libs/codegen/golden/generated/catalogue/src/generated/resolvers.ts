// Generated from the schema by codegen; do not edit.
// What answers queries to catalogue.

import type { RequestContext } from '@metamorphosis/core';
import type { Book, BookEditionsArgs, BookKey, BookRef, Edition } from './types.js';

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
