// Generated from the schema by codegen; do not edit.
// orders as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import {
  checkCancelOrderArgs,
  checkCancelOrderResult,
  checkPlaceOrderArgs,
  checkPlaceOrderResult,
} from './checks.js';
import { OrderPlaced, OrderStatusChanged } from './events.js';
import { checkPlaceOrderArgsLimits } from './limits.js';
import type { CancelOrderArgs, PlaceOrderArgs } from './types.js';

/** The service as its SDL declares it. */
export const ordersService: ServiceDefinition = {
  name: 'orders',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'orders',
      name: 'placeOrder',
      type: 'orders.placeOrder',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: PlaceOrderArgs) => args.input.customerId,
      checkArgs: checkPlaceOrderArgs,
      checkResult: checkPlaceOrderResult,
      checkLimits: checkPlaceOrderArgsLimits,
      rejections: ['TooManyOpenOrders'],
    },
    {
      service: 'orders',
      name: 'cancelOrder',
      type: 'orders.cancelOrder',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: CancelOrderArgs) => args.input.orderId,
      checkArgs: checkCancelOrderArgs,
      checkResult: checkCancelOrderResult,
      rejections: ['NotCancellable'],
    },
  ],
  events: [OrderPlaced, OrderStatusChanged],
  queries: ['order'],
  entities: [
    {
      name: 'Order',
      keys: [['id']],
      resolvedFields: [],
      loads: true,
    },
    {
      name: 'Customer',
      keys: [['id']],
      resolvedFields: ['orders'],
      loads: false,
    },
  ],
};

/** SDL stays among the sources: the same path leads there from src and from dist. */
function sdl(name: string): string {
  return readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
}
