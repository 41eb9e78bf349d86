/** Where a command stands. */
export const COMMAND_STATES = [
  'ACCEPTED',
  'STARTED',
  'RETRYING',
  'SUCCEEDED',
  'REJECTED',
  'FAILED',
] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

/** True for the states that end a command. */
export function isTerminal(state: CommandState): boolean {
  return state === 'SUCCEEDED' || state === 'REJECTED' || state === 'FAILED';
}

/** Orders the states for compare-and-set: a lower rank never replaces a higher one. */
export function rankOf(state: CommandState): number {
  return isTerminal(state) ? 3 : COMMAND_STATES.indexOf(state);
}

/** Why a command did not succeed, as its caller may read it. */
export interface CommandErrorInfo {
  readonly code: string;
  readonly message: string;
}

/** What the board holds of a command, and what its waiters are told. */
export interface CommandUpdate {
  readonly commandId: string;
  /** `<service>.<command>`, as in the record's type. */
  readonly name: string;
  readonly state: CommandState;
  /** Grows when an operator's replay supersedes a FAILED outcome; 1 otherwise. */
  readonly version: number;
  /** RFC 3339. */
  readonly acceptedAt: string;
  readonly at: string;
  readonly attempts: number;
  /** Terminal states: the typed result in record form (`__typename` and values, entities by key). */
  readonly result?: unknown;
  readonly error?: CommandErrorInfo;
  /** Non-terminal states: what the handler last yielded as progress. */
  readonly progress?: unknown;
  /** Who issued it; answers go to nobody else. */
  readonly subject?: string;
  /** Hash of the canonical input, when the command came with an idempotency key. */
  readonly inputHash?: string;
}
