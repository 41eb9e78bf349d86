import type { ReadingContext, ReceivedEvent } from '@metamorphosis/core';
import { EventConsumer } from '@metamorphosis/nest';
import { CustomerRegistered } from '../generated/events.js';
import type { Tx } from '../generated/tx.js';
import { Mailer } from './mailer.js';

/**
 * Welcomes new customers by mail. At least once: after a crash it may run again for the same event,
 * and the event's id, as the mail's key, makes both one mail.
 */
@EventConsumer([CustomerRegistered], { guarantee: 'at-least-once' })
export class WelcomeMailConsumer {
  constructor(private readonly mailer: Mailer) {}

  async handle(
    { data }: ReceivedEvent<typeof CustomerRegistered>,
    { reader, recordId, logger }: ReadingContext<Tx>,
  ): Promise<void> {
    const customer = await reader
      .selectFrom('customers')
      .select(['name', 'email'])
      .where('id', '=', data.customerId)
      .executeTakeFirst();
    if (!customer) {
      logger.warn({ customerId: data.customerId }, 'nobody of that id is there to be welcomed');
      return;
    }
    await this.mailer.send({
      key: recordId,
      to: customer.email,
      subject: `Welcome, ${customer.name}`,
      text: `Good to have you here, ${customer.name}. You can place orders from now on.`,
    });
  }
}
