import { Injectable } from '@nestjs/common';
import { errors, newUuid } from '@metamorphosis/contract';
import type { CommandContext } from '@metamorphosis/core';
import { RegisterCustomerHandler } from '../generated/commands.js';
import { customerRegistered } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import type { RegisterCustomerArgs, RegisterCustomerOutcome } from '../generated/types.js';

/** Registers a customer, unless somebody has the address already. */
@Injectable()
export class RegisterCustomer extends RegisterCustomerHandler {
  override validate({ input }: RegisterCustomerArgs): void {
    if (input.name.trim() === '') {
      throw errors.VALIDATION_FAILED(['input.name is empty. Say what to call the customer.']);
    }
    if (!/^[^\s@]+@[^\s@]+$/.test(input.email)) {
      throw errors.VALIDATION_FAILED([
        `input.email is "${input.email}", not an address such as ada@example.org.`,
      ]);
    }
  }

  async handle(
    { input }: RegisterCustomerArgs,
    { tx, publish }: CommandContext<Tx>,
  ): Promise<RegisterCustomerOutcome> {
    const email = input.email.toLowerCase();
    const taken = await tx
      .selectFrom('customers')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirst();
    if (taken) return { __typename: 'EmailTaken', email: input.email };
    const id = newUuid();
    await tx.insertInto('customers').values({ id, name: input.name.trim(), email }).execute();
    publish(customerRegistered({ customerId: id, customer: { id } }));
    return { __typename: 'Customer', id };
  }
}
