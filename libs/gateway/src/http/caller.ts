import type { Answer, RequestContext, Variables } from '@metamorphosis/federation';

/** Whoever sent a request or opened a socket. */
export interface Caller {
  /** What its operations run with; the endpoint adds the signal that says when nobody waits any more. */
  readonly context: RequestContext;
  /** When its token ends, and with it what it has under way; milliseconds of the epoch. @default never */
  readonly expiresAt?: number | undefined;
  /** Answers why an operation is refused before it is read any further; undefined when it may go on. */
  admit(
    asked: {
      readonly query: string;
      readonly operationName?: string | null | undefined;
      readonly variables?: Variables | null | undefined;
    },
    signal: AbortSignal | undefined,
  ): Promise<Answer | undefined>;
}
