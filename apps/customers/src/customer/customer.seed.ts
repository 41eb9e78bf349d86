import { Injectable } from '@nestjs/common';
import type { SeedContext, ServiceSeed } from '@metamorphosis/nest';
import { customerRegistered } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';

const CUSTOMERS = [
  { id: 'ada', name: 'Ada Lovelace', email: 'ada@example.org' },
  { id: 'grace', name: 'Grace Hopper', email: 'grace@example.org' },
  { id: 'alan', name: 'Alan Turing', email: 'alan@example.org' },
];

/** The first customers. */
@Injectable()
export class CustomerSeed implements ServiceSeed<Tx> {
  readonly version = 'customers-1';

  async run({ tx, publish }: SeedContext<Tx>): Promise<void> {
    await tx.insertInto('customers').values(CUSTOMERS).execute();
    for (const { id } of CUSTOMERS)
      publish(customerRegistered({ customerId: id, customer: { id } }));
  }
}
