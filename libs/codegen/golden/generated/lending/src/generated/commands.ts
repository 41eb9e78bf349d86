// Generated from the schema by codegen; do not edit.
// What handlers of the commands of lending extend.

import type {
  CommandContext,
  CommandGuarantee,
  CommandHandler,
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
export abstract class LendBookHandler implements CommandHandler<LendBookArgs, LendBookOutcome, Tx> {
  readonly command = 'lendBook';

  /**
   * How often its effects happen.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: CommandGuarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: LendBookArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: LendBookArgs, context: RequestContext): Promise<void> | void;

  /** Runs in a worker, in a unit of work; what it answers is the outcome. */
  abstract handle(args: LendBookArgs, context: CommandContext<Tx>): Promise<LendBookOutcome>;
}

/** Takes books back. */
export abstract class ReturnBooksHandler implements CommandHandler<
  ReturnBooksArgs,
  ReturnBooksOutcome,
  Tx
> {
  readonly command = 'returnBooks';

  /**
   * How often its effects happen.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: CommandGuarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: ReturnBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: ReturnBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in a worker, in a unit of work; what it answers is the outcome. */
  abstract handle(args: ReturnBooksArgs, context: CommandContext<Tx>): Promise<ReturnBooksOutcome>;
}

/** Takes over what another library has. */
export abstract class ImportBooksHandler implements CommandHandler<
  ImportBooksArgs,
  ImportBooksOutcome,
  Tx
> {
  readonly command = 'importBooks';

  /**
   * How often its effects happen.
   * @default 'effectively-once'
   */
  declare readonly guarantee?: CommandGuarantee;

  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: ImportBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: ImportBooksArgs, context: RequestContext): Promise<void> | void;

  /** Runs in a worker, in a unit of work; what it answers is the outcome. */
  abstract handle(args: ImportBooksArgs, context: CommandContext<Tx>): Promise<ImportBooksOutcome>;
}
