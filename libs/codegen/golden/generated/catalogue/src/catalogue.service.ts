import { CatalogueBook } from './book/book.entity.js';
import { CatalogueQueries } from './catalogue.queries.js';
import { CatalogueModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { CatalogueShelf } from './shelf/shelf.entity.js';

/** The service catalogue: each part that its SDL declares, and its consumers. */
export const catalogue = CatalogueModule.register({
  queries: CatalogueQueries,
  entities: { Book: CatalogueBook, Shelf: CatalogueShelf },
  commands: {},
  consumers: [],
  migrations,
});
