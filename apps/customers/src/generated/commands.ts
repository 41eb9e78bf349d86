// Generated from the schema by codegen; do not edit.
// What handlers of the commands of customers extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { RegisterCustomerArgs, RegisterCustomerOutcome } from './types.js';

/** Registers a customer. Commands of one address are handled in order. */
export abstract class RegisterCustomerHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<RegisterCustomerArgs, RegisterCustomerOutcome, Tx> {
  readonly command = 'registerCustomer';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `RegisterCustomerHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: RegisterCustomerArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: RegisterCustomerArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: RegisterCustomerArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<RegisterCustomerOutcome>;
}
