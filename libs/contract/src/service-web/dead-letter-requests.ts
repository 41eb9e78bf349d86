/** Which dead letters are meant. All conditions hold together; an empty filter means all. */
export interface DeadLetterFilter {
  /** Ids as `DeadLetterSummary` gives them. */
  readonly ids?: readonly string[];
  readonly consumer?: string;
  /** An error code. */
  readonly code?: string;
  /** Part of the error's message. */
  readonly message?: string;
  readonly key?: string;
  /** RFC 3339: parked at or after. */
  readonly since?: string;
  /** RFC 3339: parked before. */
  readonly until?: string;
}

/** A dead letter as operators see it. */
export interface DeadLetterSummary {
  readonly id: string;
  readonly service: string;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly recordId?: string;
  readonly type?: string;
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
  readonly attempts: number;
  /** RFC 3339. */
  readonly at: string;
  /** The record's value as text, cut at 64 KiB; null when it has none. */
  readonly value: string | null;
}

/** What can be done with the dead letters of a service. */
export type DeadLetterRequest =
  | {
      readonly kind: 'list';
      readonly filter: DeadLetterFilter;
      readonly limit: number;
      /** The id after which to go on. */
      readonly after?: string;
    }
  /** Moves them to the retry table, in offset order for each key. */
  | {
      readonly kind: 'replay';
      readonly filter: DeadLetterFilter;
      /** Records a second. @default no limit */
      readonly ratePerSecond?: number;
    }
  | { readonly kind: 'discard'; readonly filter: DeadLetterFilter; readonly reason: string };

/** One page, oldest first. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetterSummary[];
  readonly hasMore: boolean;
  /** How many there are in all for this filter. */
  readonly total: number;
}

/** How many a replay or discard took hold of. */
export interface DeadLettersMoved {
  readonly count: number;
}
