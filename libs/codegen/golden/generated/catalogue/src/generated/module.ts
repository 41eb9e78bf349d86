// Generated from the schema by codegen; do not edit.
// Makes a Nest module of catalogue and its handlers.

import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { BookEntity, Queries, ShelfEntity } from './resolvers.js';
import { catalogueService } from './service.js';

/** What catalogue is made of: a class for each part that its SDL declares. */
export interface CatalogueModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Book: Type<BookEntity>; readonly Shelf: Type<ShelfEntity> };
  /** Handle commands. */
  readonly commands: Readonly<Record<string, never>>;
}

/** The Nest module of catalogue. */
export const CatalogueModule = {
  register(options: CatalogueModuleOptions): ServiceModule {
    return serviceModule({ definition: catalogueService, ...options });
  },
};
