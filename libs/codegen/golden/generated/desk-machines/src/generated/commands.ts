// Generated from the schema by codegen; do not edit.
// What handlers of the commands of desk-machines extend.

import type {
  CommandContext,
  CommandGuarantee,
  CommandHandler,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { OpenArgs, OpenOutcome } from './types.js';

/** Opens a drawer. */
export abstract class OpenHandler implements CommandHandler<OpenArgs, OpenOutcome, Tx> {
  readonly command = 'open';

  /**
   * How often its effects happen.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: CommandGuarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: OpenArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: OpenArgs, context: RequestContext): Promise<void> | void;

  /** Runs in a worker, in a unit of work; what it answers is the outcome. */
  abstract handle(args: OpenArgs, context: CommandContext<Tx>): Promise<OpenOutcome>;
}
