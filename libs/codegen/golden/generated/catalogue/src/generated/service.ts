// Generated from the schema by codegen; do not edit.
// catalogue as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';

/** The service as its SDL declares it. */
export const catalogueService: ServiceDefinition = {
  name: 'catalogue',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: '',
  commands: [],
  events: [],
  queries: ['books', 'bookOfTheDay', 'shelf', 'shelfIds'],
  entities: [
    {
      name: 'Book',
      keys: [['isbn']],
      resolvedFields: ['editions'],
      loads: true,
    },
    {
      name: 'Shelf',
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
