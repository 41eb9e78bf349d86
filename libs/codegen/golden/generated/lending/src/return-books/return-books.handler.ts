import type { CommandContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { ReturnBooksHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { ReturnBooksArgs, ReturnBooksOutcome } from '../generated/types.js';

/** Takes books back. */
@Injectable()
export class ReturnBooks extends ReturnBooksHandler {
  async handle(_args: ReturnBooksArgs, _context: CommandContext<Tx>): Promise<ReturnBooksOutcome> {
    throw new Error(
      'returnBooks of lending is not written yet: see src/return-books/return-books.handler.ts.',
    );
  }
}
