import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import type { ShelfId } from './generated/ids.js';
import { Queries } from './generated/resolvers.js';
import type { Book, QueryShelfArgs, QueryShelfIdsArgs, Shelf } from './generated/types.js';

/** Answers queries to catalogue. */
@Injectable()
export class CatalogueQueries extends Queries {
  async books(
    _args: Readonly<Record<string, never>>,
    _context: RequestContext,
  ): Promise<readonly Book[]> {
    throw new Error('Query.books of catalogue is not written yet: see src/catalogue.queries.ts.');
  }

  async bookOfTheDay(
    _args: Readonly<Record<string, never>>,
    _context: RequestContext,
  ): Promise<Book | null> {
    throw new Error(
      'Query.bookOfTheDay of catalogue is not written yet: see src/catalogue.queries.ts.',
    );
  }

  async shelf(_args: QueryShelfArgs, _context: RequestContext): Promise<Shelf | null> {
    throw new Error('Query.shelf of catalogue is not written yet: see src/catalogue.queries.ts.');
  }

  async shelfIds(_args: QueryShelfIdsArgs, _context: RequestContext): Promise<readonly ShelfId[]> {
    throw new Error(
      'Query.shelfIds of catalogue is not written yet: see src/catalogue.queries.ts.',
    );
  }
}
