// Generated from the schema by codegen; do not edit.
// Makes a Nest module of customers and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { RegisterCustomerHandler } from './commands.js';
import type { CustomerEntity, Queries } from './resolvers.js';
import { customersService } from './service.js';

/** What customers is made of: a class for each part that its SDL declares. */
export interface CustomersModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Customer: Type<CustomerEntity> };
  /** Handle commands. */
  readonly commands: { readonly registerCustomer: Type<RegisterCustomerHandler<CommandGuarantee>> };
}

/** The Nest module of customers. */
export const CustomersModule = {
  register(options: CustomersModuleOptions): ServiceModule {
    return serviceModule({ definition: customersService, ...options });
  },
};
