// Generated from the schema by codegen; do not edit.
// What handlers of the commands of orders extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type {
  CancelOrderArgs,
  CancelOrderOutcome,
  PlaceOrderArgs,
  PlaceOrderOutcome,
} from './types.js';

/** Places an order. Commands of one customer are handled in order. */
export abstract class PlaceOrderHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<PlaceOrderArgs, PlaceOrderOutcome, Tx> {
  readonly command = 'placeOrder';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `PlaceOrderHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: PlaceOrderArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: PlaceOrderArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: PlaceOrderArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<PlaceOrderOutcome>;
}

/** Takes an order back. Commands of one order are handled in order. */
export abstract class CancelOrderHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<CancelOrderArgs, CancelOrderOutcome, Tx> {
  readonly command = 'cancelOrder';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `CancelOrderHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: CancelOrderArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: CancelOrderArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: CancelOrderArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<CancelOrderOutcome>;
}
