import { Customers } from './customer/customer.entity.js';
import { CustomerQueries } from './customer/customer.queries.js';
import { CustomerSeed } from './customer/customer.seed.js';
import { CustomersModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { RegisterCustomer } from './register-customer/register-customer.handler.js';

/** The customers service. */
export const customers = CustomersModule.register({
  queries: CustomerQueries,
  entities: { Customer: Customers },
  commands: { registerCustomer: RegisterCustomer },
  consumers: [],
  migrations,
  seed: CustomerSeed,
});
