// Generated from the schema by codegen; do not edit.
// desk-machines as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import { checkOpenArgs, checkOpenResult } from './checks.js';
import { DrawerOpened } from './events.js';
import type { OpenArgs } from './types.js';

/** The service as its SDL declares it. */
export const deskMachinesService: ServiceDefinition = {
  name: 'desk-machines',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'desk-machines',
      name: 'open',
      type: 'desk-machines.open',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 10000,
      expire: false,
      keyOf: (args: OpenArgs) => args.input.machine,
      checkArgs: checkOpenArgs,
      checkResult: checkOpenResult,
      rejections: [],
    },
  ],
  events: [DrawerOpened],
  queries: [],
  entities: [],
};

/** SDL stays among the sources: the same path leads there from src and from dist. */
function sdl(name: string): string {
  return readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
}
