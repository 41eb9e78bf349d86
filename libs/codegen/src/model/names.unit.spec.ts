import { expect, test } from 'vitest';
import { camelCase, constantCase, identifier, kebabCase, pascalCase } from './names.js';

test.each([
  ['placeOrder', 'PlaceOrder', 'placeOrder', 'place-order', 'PLACE_ORDER'],
  ['OrderStatus', 'OrderStatus', 'orderStatus', 'order-status', 'ORDER_STATUS'],
  ['desk-machines', 'DeskMachines', 'deskMachines', 'desk-machines', 'DESK_MACHINES'],
  ['HTTPCall', 'HTTPCall', 'hTTPCall', 'http-call', 'HTTP_CALL'],
  ['order2Line', 'Order2Line', 'order2Line', 'order2-line', 'ORDER2_LINE'],
])('writes %s in each case', (name, pascal, camel, kebab, constant) => {
  expect([pascalCase(name), camelCase(name), kebabCase(name), constantCase(name)]).toEqual([
    pascal,
    camel,
    kebab,
    constant,
  ]);
});

test('gives words of the language and names that are taken an underscore', () => {
  const taken = new Set(['each']);
  expect(['package', 'each', 'order'].map((name) => identifier(name, taken))).toEqual([
    'package_',
    'each_',
    'order',
  ]);
});
