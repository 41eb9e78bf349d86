// Generated from the schema by codegen; do not edit.
// What handlers of the commands of lending extend.

import type {
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  RequestContext,
} from '@metamorphosis/core';
import type { Tx } from './tx.js';
import type {
  ImportBooksArgs,
  ImportBooksOutcome,
  LendBookArgs,
  LendBookOutcome,
  ReturnBooksArgs,
  ReturnBooksOutcome,
} from './types.js';

/** Lends a book. */
export abstract class LendBookHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<LendBookArgs, LendBookOutcome, Tx> {
  readonly command = 'lendBook';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `LendBookHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: LendBookArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: LendBookArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: LendBookArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<LendBookOutcome>;
}

/** Takes books back. */
export abstract class ReturnBooksHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<ReturnBooksArgs, ReturnBooksOutcome, Tx> {
  readonly command = 'returnBooks';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `ReturnBooksHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: ReturnBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: ReturnBooksArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: ReturnBooksArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<ReturnBooksOutcome>;
}

/** Takes over what another library has. */
export abstract class ImportBooksHandler<
  Guarantee extends CommandGuarantee = 'effectively-once',
> implements CommandHandler<ImportBooksArgs, ImportBooksOutcome, Tx> {
  readonly command = 'importBooks';

  /**
   * How often its effects happen. To run without a unit of work, extend
   * `ImportBooksHandler<'at-least-once'>` and set it.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: Guarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: ImportBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: ImportBooksArgs, context: RequestContext): Promise<void> | void;

  /**
   * Runs in a worker, in a unit of work; what it answers is the outcome. As an async generator
   * it yields events and progress, and returns the outcome.
   */
  abstract handle(
    args: ImportBooksArgs,
    context: CommandContextOf<Tx, Guarantee>,
  ): CommandRun<ImportBooksOutcome>;
}
