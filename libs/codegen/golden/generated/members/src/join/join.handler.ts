import type { CommandContext } from '@metamorphosis/core';
import { Injectable } from '@nestjs/common';
import { JoinHandler } from '../generated/commands.js';
import type { Tx } from '../generated/tx.js';
import type { JoinArgs, JoinOutcome } from '../generated/types.js';

/** Lets somebody join. */
@Injectable()
export class Join extends JoinHandler {
  async handle(_args: JoinArgs, _context: CommandContext<Tx>): Promise<JoinOutcome> {
    throw new Error('join of members is not written yet: see src/join/join.handler.ts.');
  }
}
