// Generated from the schema by codegen; do not edit.
// lending as the runtime knows it.

import type { ServiceDefinition } from '@metamorphosis/core';
import { readFileSync } from 'node:fs';
import {
  checkImportBooksArgs,
  checkImportBooksResult,
  checkLendBookArgs,
  checkLendBookResult,
  checkReturnBooksArgs,
  checkReturnBooksResult,
} from './checks.js';
import { BookLent, BookReturned, ShelvesCounted } from './events.js';
import type { LendBookArgs, ReturnBooksArgs } from './types.js';

/** The service as its SDL declares it. */
export const lendingService: ServiceDefinition = {
  name: 'lending',
  subgraphSdl: sdl('schema.graphql'),
  eventsSdl: sdl('events.graphql'),
  commands: [
    {
      service: 'lending',
      name: 'lendBook',
      type: 'lending.lendBook',
      queue: 'commands',
      timing: ['SYNC', 'ASYNC'],
      timeoutMs: 2500,
      expire: false,
      keyOf: (args: LendBookArgs) => args.input.book.isbn,
      checkArgs: checkLendBookArgs,
      checkResult: checkLendBookResult,
      rejections: ['AlreadyLent', 'Barred'],
    },
    {
      service: 'lending',
      name: 'returnBooks',
      type: 'lending.returnBooks',
      queue: 'commands',
      timing: ['SYNC'],
      timeoutMs: 10000,
      expire: true,
      keyOf: (args: ReturnBooksArgs) => String(args.desk),
      checkArgs: checkReturnBooksArgs,
      checkResult: checkReturnBooksResult,
      rejections: [],
    },
    {
      service: 'lending',
      name: 'importBooks',
      type: 'lending.importBooks',
      queue: 'imports',
      timing: ['ASYNC'],
      timeoutMs: 10000,
      expire: false,
      checkArgs: checkImportBooksArgs,
      checkResult: checkImportBooksResult,
      rejections: [],
    },
  ],
  events: [BookLent, BookReturned, ShelvesCounted],
  queries: ['loan', 'openLoans', 'latestFindings'],
  entities: [
    {
      name: 'Loan',
      keys: [['id'], ['branch', 'number']],
      resolvedFields: ['notes'],
      loads: true,
    },
  ],
};

/** SDL stays among the sources: the same path leads there from src and from dist. */
function sdl(name: string): string {
  return readFileSync(new URL(`../../src/generated/${name}`, import.meta.url), 'utf8');
}
