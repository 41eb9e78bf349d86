import {
  upcast,
  type Check,
  type CommandDefinition,
  type EventDefinition,
  type OlderForm,
} from '@metamorphosis/core';

/** The builds of the scenario: before and after payments are told in cents. */
export type Build = 'old' | 'new';

interface Euros {
  readonly orderId: string;
  readonly euros: number;
}
interface Cents {
  readonly orderId: string;
  readonly cents: number;
}
type Payment = Euros | Cents;

const needs =
  (...fields: readonly string[]): Check =>
  (value) =>
    fields
      .filter((field) => (value as Record<string, unknown>)[field] === undefined)
      .map((path) => ({ path, message: 'is missing' }));
const inEuros = needs('orderId', 'euros');
const inCents = needs('orderId', 'cents');

const ChargeV1: OlderForm<Euros, Cents> = { type: 'shop.charge', version: 1, check: inEuros };
const PaidV1: OlderForm<Euros, Cents> = { type: 'shop.Paid', version: 1, check: inEuros };
const toCents = ({ orderId, euros }: Euros): Cents => ({ orderId, cents: euros * 100 });

/** What the modules of the new build list. */
export const upcasts = [upcast(ChargeV1, toCents), upcast(PaidV1, toCents)];

/** The command as a build declares it. */
export function charge(build: Build): CommandDefinition {
  return {
    ...{ service: 'shop', name: 'charge', type: 'shop.charge', queue: 'commands' },
    ...{ timing: ['ASYNC'], timeoutMs: 10_000, expire: false, rejections: [] },
    keyOf: ({ orderId }: Payment) => orderId,
    checkResult: () => [],
    ...(build === 'old'
      ? { checkArgs: inEuros }
      : { checkArgs: inCents, version: 2, olderForms: [ChargeV1] }),
  };
}

/** The event as a build declares it, to publish and to handle. */
export function paid(build: Build): EventDefinition<'Paid', Payment> {
  return {
    ...{ service: 'shop', name: 'Paid', type: 'shop.Paid' },
    keyOf: ({ orderId }) => orderId,
    ...(build === 'old'
      ? { check: inEuros }
      : { check: inCents, version: 2, olderForms: [PaidV1] }),
  };
}

/** What the books note of a payment, and which build noted it. */
export const Booked: EventDefinition<'Booked', Cents & { readonly by: Build }> = {
  ...{ service: 'books', name: 'Booked', type: 'books.Booked', check: needs('orderId', 'cents') },
  keyOf: ({ orderId }) => orderId,
};
