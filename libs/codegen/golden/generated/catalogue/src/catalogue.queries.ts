import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { Queries } from './generated/resolvers.js';
import type { Book } from './generated/types.js';

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
}
