// Generated from the schema by codegen; do not edit.
// Makes a Nest module of inventory and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { RestockHandler } from './commands.js';
import type { ProductEntity, Queries } from './resolvers.js';
import { inventoryService } from './service.js';

/** What inventory is made of: a class for each part that its SDL declares. */
export interface InventoryModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Product: Type<ProductEntity> };
  /** Handle commands. */
  readonly commands: { readonly restock: Type<RestockHandler<CommandGuarantee>> };
}

/** The Nest module of inventory. */
export const InventoryModule = {
  register(options: InventoryModuleOptions): ServiceModule {
    return serviceModule({ definition: inventoryService, ...options });
  },
};
