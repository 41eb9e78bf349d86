import { Customers } from './customer/customer.entity.js';
import { CustomerQueries } from './customer/customer.queries.js';
import { CustomerSeed } from './customer/customer.seed.js';
import { CustomersModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { RegisterCustomer } from './register-customer/register-customer.handler.js';
import { FileMailer } from './welcome-mail/file-mailer.js';
import { Mailer } from './welcome-mail/mailer.js';
import { WelcomeMailConsumer } from './welcome-mail/welcome-mail.consumer.js';

/** The customers service. */
export const customers = CustomersModule.register({
  queries: CustomerQueries,
  entities: { Customer: Customers },
  commands: { registerCustomer: RegisterCustomer },
  consumers: [WelcomeMailConsumer],
  providers: [{ provide: Mailer, useClass: FileMailer }],
  migrations,
  seed: CustomerSeed,
});
