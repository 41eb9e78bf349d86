// Generated from the schema by codegen; do not edit.
// What handlers of the commands of inventory extend.

import type {
  CommandContext,
  CommandGuarantee,
  CommandHandler,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type { RestockArgs, RestockOutcome } from './types.js';

/** Adds pieces to the stock of a product. Commands of one product are handled in order. */
export abstract class RestockHandler implements CommandHandler<RestockArgs, RestockOutcome, Tx> {
  readonly command = 'restock';

  /**
   * How often its effects happen.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: CommandGuarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: RestockArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: RestockArgs, context: RequestContext): Promise<void> | void;

  /** Runs in a worker, in a unit of work; what it answers is the outcome. */
  abstract handle(args: RestockArgs, context: CommandContext<Tx>): Promise<RestockOutcome>;
}
