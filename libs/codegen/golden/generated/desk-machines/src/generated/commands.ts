// Generated from the schema by codegen; do not edit.
// What handlers of the commands of desk-machines extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { OpenArgs, OpenOutcome } from './types.js';

/** Opens a drawer. */
export abstract class OpenHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<OpenArgs, OpenOutcome, Tx> {
  readonly command = 'open';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `OpenHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: OpenArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: OpenArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: OpenArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<OpenOutcome>;
}
