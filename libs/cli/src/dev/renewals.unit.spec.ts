import { expect, test } from 'vitest';
import type { Renewal } from './dev-platform.js';
import { Renewals } from './renewals.js';

test('changes during a renewal are gathered into the next one, with the time of the first', async () => {
  const renewed: Renewal[] = [];
  const gate = Promise.withResolvers<void>();
  const renewals = new Renewals(async (renewal) => {
    renewed.push(renewal);
    await gate.promise;
  });
  const ask = (since: number, gateway: boolean, ...services: readonly string[]): void =>
    renewals.ask({ services: new Set(services), gateway, since });
  ask(1, false, 'orders');
  ask(2, true, 'orders');
  ask(3, false, 'customers');
  gate.resolve();
  await renewals.idle();
  expect(renewed).toEqual([
    { services: new Set(['orders']), gateway: false, since: 1 },
    { services: new Set(['orders', 'customers']), gateway: true, since: 2 },
  ]);
});
