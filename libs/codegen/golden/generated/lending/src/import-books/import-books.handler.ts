import type { CommandContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { ImportBooksHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { ImportBooksArgs, ImportBooksOutcome } from '../generated/types.js';

/** Takes over what another library has. */
@Injectable()
export class ImportBooks extends ImportBooksHandler {
  async handle(_args: ImportBooksArgs, _context: CommandContext<Tx>): Promise<ImportBooksOutcome> {
    throw new Error(
      'importBooks of lending is not written yet: see src/import-books/import-books.handler.ts.',
    );
  }
}
