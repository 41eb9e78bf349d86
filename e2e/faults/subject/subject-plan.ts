/** The steps in the life of a record at which a subject can be struck. */
export const KILL_POINTS = [
  'after-fetch',
  'in-handler',
  'before-commit',
  'after-commit',
  'between-claim-and-publish',
  'between-publish-and-mark',
  'before-offset-commit',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

/** What can be broken in a subject on purpose. A ledger that stays green with one of them proves nothing. */
export const MUTATIONS = [
  'inbox-off',
  'early-offset-commit',
  'lease-off',
  'own-publishing',
  'blocked-keys-forgotten',
] as const;
export type Mutation = (typeof MUTATIONS)[number];

/** When a subject strikes itself. */
export interface Strike {
  readonly at: KillPoint;
  /** At which passage of the point, counted from 1. */
  readonly passage: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** The consumer whose records count; publishing is the work of none. @default 'commands' */
  readonly consumer?: string;
}

/** What a worker under test is told in its environment, as JSON. */
export interface SubjectPlan {
  readonly service: 'orders' | 'inventory';
  /** For each of its lives one, in this order; after the last it lives on. @default none */
  readonly strikes?: readonly Strike[];
  readonly mutation?: Mutation;
  /** Every record is appended twice: readers meet each of them again. @default false */
  readonly appendTwice?: boolean;
  /** Share of the handlings that fail, half of them after their writes. @default 0 */
  readonly faultRate?: number;
  /**
   * A share of the records fails at each try until so much time has passed since its first, in each
   * process anew: longer than the tries in place last, so that they wait in the retry table. @default none
   */
  readonly stubborn?: { readonly share: number; readonly forMs: number };
  /** How long the log waits for a silent worker. @default the product's */
  readonly sessionTimeoutMs?: number;
  /** Handlers have no inbox and are fenced all the same: repeats are theirs to bear, strangers' work is not. @default false */
  readonly withoutInbox?: boolean;
}

/** The environment variable that holds the plan. */
export const PLAN_VARIABLE = 'FAULT_SUBJECT';
/** The one that says which of its lives this is, counted from 0. */
export const LIFE_VARIABLE = 'FAULT_SUBJECT_LIFE';
