// Generated from the schema by codegen; do not edit.
// Makes a Nest module of orders and its handlers.

import type { CommandGuarantee } from '@metamorphosis/core';
import { serviceModule, type ServiceModule, type ServiceModuleOptions } from '@metamorphosis/nest';
import type { Type } from '@nestjs/common';
import type { CancelOrderHandler, PlaceOrderHandler } from './commands.js';
import type { CustomerEntity, OrderEntity, Queries } from './resolvers.js';
import { ordersService } from './service.js';

/** What orders is made of: a class for each part that its SDL declares. */
export interface OrdersModuleOptions extends Omit<
  ServiceModuleOptions,
  'definition' | 'queries' | 'entities' | 'commands'
> {
  /** Answers queries. */
  readonly queries: Type<Queries>;
  /** Load and resolve entities. */
  readonly entities: { readonly Order: Type<OrderEntity>; readonly Customer: Type<CustomerEntity> };
  /** Handle commands. */
  readonly commands: {
    readonly placeOrder: Type<PlaceOrderHandler<CommandGuarantee>>;
    readonly cancelOrder: Type<CancelOrderHandler<CommandGuarantee>>;
  };
}

/** The Nest module of orders. */
export const OrdersModule = {
  register(options: OrdersModuleOptions): ServiceModule {
    return serviceModule({ definition: ordersService, ...options });
  },
};
