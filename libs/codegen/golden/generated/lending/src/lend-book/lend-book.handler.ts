import type { CommandContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { LendBookHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { LendBookArgs, LendBookOutcome } from '../generated/types.js';

/** Lends a book. */
@Injectable()
export class LendBook extends LendBookHandler {
  async handle(_args: LendBookArgs, _context: CommandContext<Tx>): Promise<LendBookOutcome> {
    throw new Error(
      'lendBook of lending is not written yet: see src/lend-book/lend-book.handler.ts.',
    );
  }
}
