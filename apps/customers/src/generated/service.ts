// Generated from the schema by codegen; do not edit.
// customers as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import { checkRegisterCustomerArgs, checkRegisterCustomerResult } from './checks.js';
import { CustomerRegistered } from './events.js';
import { checkRegisterCustomerArgsLimits } from './limits.js';
import type { RegisterCustomerArgs } from './types.js';

/** The service as its SDL declares it. */
export const customersService: ServiceDefinition = {
  name: 'customers',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'customers',
      name: 'registerCustomer',
      type: 'customers.registerCustomer',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: RegisterCustomerArgs) => args.input.email,
      checkArgs: checkRegisterCustomerArgs,
      checkResult: checkRegisterCustomerResult,
      checkLimits: checkRegisterCustomerArgsLimits,
      rejections: ['EmailTaken'],
    },
  ],
  events: [CustomerRegistered],
  queries: ['customer', 'customers'],
  entities: [
    {
      name: 'Customer',
      keys: [['id']],
      resolvedFields: [],
      loads: true,
    },
  ],
};

/** SDL stays among the sources: the same path leads there from src and from dist. */
function sdl(name: string): string {
  return readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
}
