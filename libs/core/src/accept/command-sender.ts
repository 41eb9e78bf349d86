import type { CommandId, CommandState, CommandUpdate } from '@metamorphosis/contract';
import type { CommandDefinition } from '../service/definitions.js';

/** What a caller may say about one command. */
export interface SendOptions {
  /** Same service, command, subject and key: the same command, its effects happen once. */
  readonly idempotencyKey?: string;
  /** Who sends it; absent for an anonymous caller. */
  readonly subject?: string;
  /** Ends the wait for the outcome, not the command. */
  readonly signal?: AbortSignal;
  /** W3C trace context of the caller. */
  readonly traceparent?: string;
}

/** What an asynchronous caller gets at once: the log has acknowledged the command. */
export interface CommandReceipt {
  readonly commandId: CommandId;
  /** RFC 3339. */
  readonly acceptedAt: string;
  readonly state: CommandState;
}

/**
 * Accepts commands of one service and tells where they stand. Arguments must have passed
 * `definition.checkArgs`. Nothing is sent twice by itself.
 */
export interface CommandSender {
  /**
   * Sends and waits for the outcome; resolves with a terminal update. Rejects with RESULT_TIMEOUT
   * past `definition.timeoutMs` (the command goes on), ACCEPTANCE_UNKNOWN when the log did not
   * answer, UNAVAILABLE when it was not sent, IDEMPOTENCY_KEY_REUSED when the key stands for
   * another input. The first two carry `commandId` in their details.
   */
  call(definition: CommandDefinition, args: unknown, options: SendOptions): Promise<CommandUpdate>;
  /** Sends and resolves once the log has it. Rejects as `call` does, except for RESULT_TIMEOUT. */
  submit(
    definition: CommandDefinition,
    args: unknown,
    options: SendOptions,
  ): Promise<CommandReceipt>;
  /** Where a command stands; undefined when neither board nor store knows it. Rejects with UNAVAILABLE. */
  current(commandId: string): Promise<CommandUpdate | undefined>;
}
