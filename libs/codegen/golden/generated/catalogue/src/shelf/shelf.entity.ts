import type { RequestContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { ShelfEntity } from '../generated/resolvers.js';
import type { Shelf, ShelfKey } from '../generated/types.js';

/** Where books stand. */
@Injectable()
export class CatalogueShelf extends ShelfEntity {
  async load(
    _keys: readonly ShelfKey[],
    _context: RequestContext,
  ): Promise<readonly (Shelf | null)[]> {
    throw new Error(
      'Loading Shelf of catalogue is not written yet: see src/shelf/shelf.entity.ts.',
    );
  }
}
