// Generated from the schema by codegen; do not edit.
// What handlers of the commands of inventory extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { RestockArgs, RestockOutcome } from './types.js';

/** Adds pieces to the stock of a product. Commands of one product are handled in order. */
export abstract class RestockHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<RestockArgs, RestockOutcome, Tx> {
  readonly command = 'restock';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `RestockHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: RestockArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: RestockArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: RestockArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<RestockOutcome>;
}
