// Generated from the schema by codegen; do not edit.
// What handlers of the commands of members extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { JoinArgs, JoinOutcome } from './types.js';

/** Lets somebody join. */
export abstract class JoinHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<JoinArgs, JoinOutcome, Tx> {
  readonly command = 'join';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `JoinHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: JoinArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: JoinArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: JoinArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<JoinOutcome>;
}
