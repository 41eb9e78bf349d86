import type { StoredDeadLetter } from '@metamorphosis/core';

/** An event that the service published. */
export interface PublishedEvent {
  readonly name: string;
  readonly service: string;
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly key: string;
  readonly data: unknown;
  /** The topic of its own (`to`) to which it went; absent when it went to `<service>.events`. */
  readonly topic?: string;
}

/** What a handler gave up on, with its cause. */
export type GivenUp = Pick<StoredDeadLetter, 'consumer' | 'type' | 'code' | 'message' | 'stack'>;

/** What came of an event. */
export interface EventResult {
  /** In the order in which they were published, those of cascading consumers included. */
  readonly events: readonly PublishedEvent[];
  /** Records that ended in the dead-letter topic. */
  readonly givenUp: readonly GivenUp[];
}

/** What came of a command. */
export interface CommandResult<Outcome> extends EventResult {
  /** `REFUSED`: by `authorize`, by the types of its SDL or by `validate`; it never reached the log. */
  readonly state: 'SUCCEEDED' | 'REJECTED' | 'FAILED' | 'REFUSED';
  /** The typed result of success and rejection. */
  readonly outcome?: Outcome;
  /** The code of a rejection that was thrown, of a refusal, of a failure. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What the handler yielded as progress, in order. */
  readonly progress: readonly unknown[];
}
