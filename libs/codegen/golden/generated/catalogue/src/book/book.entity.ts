import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { BookEntity } from '../generated/resolvers.js';
import type { Book, BookEditionsArgs, BookKey, BookRef, Edition } from '../generated/types.js';

/** What can be lent. */
@Injectable()
export class CatalogueBook extends BookEntity {
  async load(
    _keys: readonly BookKey[],
    _context: RequestContext,
  ): Promise<readonly (Book | null)[]> {
    throw new Error('Loading Book of catalogue is not written yet: see src/book/book.entity.ts.');
  }

  async editions(
    _parents: readonly BookRef[],
    _args: BookEditionsArgs,
    _context: RequestContext,
  ): Promise<readonly (readonly Edition[])[]> {
    throw new Error('Book.editions of catalogue is not written yet: see src/book/book.entity.ts.');
  }
}
