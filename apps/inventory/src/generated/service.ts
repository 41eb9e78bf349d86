// Generated from the schema by codegen; do not edit.
// inventory as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import { checkRestockArgs, checkRestockResult } from './checks.js';
import { StockChanged, StockReserved, StockShort } from './events.js';
import { checkRestockArgsLimits } from './limits.js';
import type { RestockArgs } from './types.js';

/** The service as its SDL declares it. */
export const inventoryService: ServiceDefinition = {
  name: 'inventory',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'inventory',
      name: 'restock',
      type: 'inventory.restock',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: RestockArgs) => args.input.productId,
      checkArgs: checkRestockArgs,
      checkResult: checkRestockResult,
      checkLimits: checkRestockArgsLimits,
      rejections: [],
    },
  ],
  events: [StockReserved, StockShort, StockChanged],
  queries: ['product', 'products'],
  entities: [
    {
      name: 'Product',
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
