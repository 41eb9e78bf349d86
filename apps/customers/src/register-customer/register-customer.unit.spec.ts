import { expect, test } from 'vitest';
import { command, refused, same, testService } from '@metamorphosis/testing';
import { customers } from '../customers.service.js';
import { customerRegistered } from '../generated/events.js';
import { Mailer, type Mail } from '../welcome-mail/mailer.js';
import { RegisterCustomer } from './register-customer.handler.js';

class MemoryMailer extends Mailer {
  readonly sent: Mail[] = [];

  send(mail: Mail): Promise<void> {
    this.sent.push(mail);
    return Promise.resolve();
  }
}

const register = (email: string) =>
  command(RegisterCustomer, { input: { name: 'Ada Lovelace', email } });

test('a new customer is told to the others, and welcomed by mail', async () => {
  const mailer = new MemoryMailer();
  await using service = await testService(customers, {
    providers: [{ provide: Mailer, useValue: mailer }],
  });
  await service
    .when(register('Ada@example.org'))
    .then({ __typename: 'Customer', id: same('customer') }, [
      customerRegistered({ customerId: same('customer'), customer: { id: same('customer') } }),
    ]);
  expect(mailer.sent.map(({ to, subject }) => ({ to, subject }))).toEqual([
    { to: 'ada@example.org', subject: 'Welcome, Ada Lovelace' },
  ]);
});

test('an address that somebody has already is rejected, however it is written', async () => {
  await using service = await testService(customers);
  await service
    .given(register('ada@example.org'))
    .when(register('ADA@example.org'))
    .then({ __typename: 'EmailTaken', email: 'ADA@example.org' });
});

test('what is no address never reaches the log', async () => {
  await using service = await testService(customers);
  await service.when(register('ada')).then(refused('VALIDATION_FAILED', 'not an address'));
});
