import type { CommandContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { OpenHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { OpenArgs, OpenOutcome } from '../generated/types.js';

/** Opens a drawer. */
@Injectable()
export class Open extends OpenHandler {
  async handle(_args: OpenArgs, _context: CommandContext<Tx>): Promise<OpenOutcome> {
    throw new Error('open of desk-machines is not written yet: see src/open/open.handler.ts.');
  }
}
