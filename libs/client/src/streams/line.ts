import type { AnswerError } from '../errors/client-error.js';

/** A message with an event, or with the errors of one. */
export interface StreamAnswer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: { readonly cursor?: unknown } | undefined;
}

/** What one attempt at a subscription hears. Exactly one of `refused`, `lost` and `completed` is the last. */
export interface Attempt {
  readonly text: string;
  readonly variables: object;
  readonly cursor: string | undefined;
  /** The gateway said where the subscription stands, with an event or without. */
  moved(cursor: string): void;
  answered(answer: StreamAnswer): void;
  /** The gateway ended it with errors. */
  refused(errors: readonly AnswerError[]): void;
  /** The connection is gone. `fatal` when another one would go the same way. */
  lost(cause: unknown, fatal: boolean): void;
  completed(): void;
}

/** A way by which subscriptions reach the gateway. */
export interface Line {
  /** Makes one attempt; returns what ends it without a word to it. */
  subscribe(attempt: Attempt): () => void;
  close(): void;
}

/** What a line tells of its connections. */
export interface LineEvents {
  connecting(): void;
  connected(): void;
  broken(): void;
}
