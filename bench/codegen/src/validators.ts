import { z } from 'zod';
import type { Check } from '@metamorphosis/core';

interface Ajv {
  compile(schema: object): (value: unknown) => boolean;
}

// The workspace has an older ajv of its linter's; the one of this folder is loaded by a name that the type check does not follow.
const { Ajv } = (await import('ajv')) as unknown as {
  Ajv: new (options: { readonly allErrors: boolean }) => Ajv;
};

/** A module of the example service `orders`, as it was built: benches import no sources of apps. */
async function generated(module: string): Promise<Readonly<Record<string, Check>>> {
  const url = new URL(`../../../apps/orders/dist/generated/${module}.js`, import.meta.url);
  return (await import(url.href)) as Readonly<Record<string, Check>>;
}

function named(module: Readonly<Record<string, Check>>, name: string): Check {
  const check = module[name];
  if (check === undefined) throw new Error(`orders has no ${name}.`);
  return check;
}

const checks = await generated('checks');
const checkPlaceOrderArgs = named(checks, 'checkPlaceOrderArgs');
const checkOrderPlaced = named(checks, 'checkOrderPlaced');
const checkPlaceOrderArgsLimits = named(await generated('limits'), 'checkPlaceOrderArgsLimits');

/** Says whether a value is as the schema wants it. */
export type Validator = (value: unknown) => boolean;

/** What is validated, by whom. */
export interface Subject {
  readonly title: string;
  readonly good: unknown;
  readonly bad: unknown;
  readonly validators: Readonly<Record<string, Validator>>;
}

const lines = ['p1', 'p2', 'p3'].map((productId) => ({ productId, quantity: 2 }));
const args = { input: { customerId: 'ada', lines } };
const placed = {
  orderId: '0193493b-6d4e-7c0a-9c5e-5f1f0c7d2a11',
  customerId: 'ada',
  lines: lines.map(({ productId, quantity }) => ({
    product: { id: productId },
    quantity,
    price: null,
  })),
  order: { id: '0193493b-6d4e-7c0a-9c5e-5f1f0c7d2a11' },
};

const text = { type: 'string' };
const object = (properties: object, required: readonly string[], open = false): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: open,
});
const int = { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
const ajv = new Ajv({ allErrors: true });
const zref = z.strictObject({ id: z.string() });

/** The arguments of a command with their limits, and the data of an event: alike for all three. */
export const SUBJECTS: readonly Subject[] = [
  {
    title: 'arguments of placeOrder, 3 lines',
    good: args,
    bad: { input: { customerId: 'ada', lines: [...lines, { productId: 'p4', quantity: 0 }] } },
    validators: {
      generated: (value) =>
        checkPlaceOrderArgs(value).length === 0 && checkPlaceOrderArgsLimits(value).length === 0,
      ajv: ajv.compile(
        object(
          {
            input: object(
              {
                customerId: text,
                lines: {
                  type: 'array',
                  minItems: 1,
                  items: object({ productId: text, quantity: { ...int, minimum: 1 } }, [
                    'productId',
                    'quantity',
                  ]),
                },
              },
              ['customerId', 'lines'],
            ),
          },
          ['input'],
        ),
      ),
      zod: safely(
        z.strictObject({
          input: z.strictObject({
            customerId: z.string(),
            lines: z
              .array(z.strictObject({ productId: z.string(), quantity: z.int32().min(1) }))
              .min(1),
          }),
        }),
      ),
    },
  },
  {
    title: 'data of OrderPlaced, 3 lines',
    good: placed,
    bad: { ...placed, order: {} },
    validators: {
      generated: (value) => checkOrderPlaced(value).length === 0,
      ajv: ajv.compile(
        object(
          {
            orderId: text,
            customerId: text,
            lines: {
              type: 'array',
              items: object(
                {
                  product: { ...object({ id: text }, ['id'], true), nullable: true },
                  quantity: int,
                  price: { ...int, nullable: true },
                },
                ['quantity'],
                true,
              ),
            },
            order: object({ id: text }, ['id'], true),
          },
          ['orderId', 'customerId', 'lines', 'order'],
          true,
        ),
      ),
      zod: safely(
        z.strictObject({
          orderId: z.string(),
          customerId: z.string(),
          lines: z.array(
            z.strictObject({
              product: zref.nullable().optional(),
              quantity: z.int32(),
              price: z.int32().nullable().optional(),
            }),
          ),
          order: zref,
        }),
      ),
    },
  },
];

function safely(schema: { safeParse(value: unknown): { readonly success: boolean } }): Validator {
  return (value) => schema.safeParse(value).success;
}

/** Values a second that each validator gets through, taking turns; medians of the rounds. */
export function race(
  subject: Subject,
  rounds: number,
  sliceMs: number,
): ReadonlyMap<string, number> {
  const names = Object.keys(subject.validators);
  const rates = new Map(names.map((name) => [name, [] as number[]]));
  for (const [name, validate] of Object.entries(subject.validators)) {
    if (!validate(subject.good) || validate(subject.bad)) throw new Error(`${name} is wrong.`);
  }
  for (let round = 0; round <= rounds; round++) {
    for (const [name, validate] of Object.entries(subject.validators)) {
      const rate = rateOf(validate, subject.good, sliceMs);
      // The first round warms up.
      if (round > 0) rates.get(name)?.push(rate);
    }
  }
  return new Map(
    [...rates].map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1] ?? NaN]),
  );
}

function rateOf(validate: Validator, value: unknown, sliceMs: number): number {
  const begun = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    for (let i = 0; i < 1000; i++)
      if (!validate(value)) throw new Error('A good value was refused.');
    count += 1000;
    elapsed = performance.now() - begun;
  } while (elapsed < sliceMs);
  return (count / elapsed) * 1000;
}
