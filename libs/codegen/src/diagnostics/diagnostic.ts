/** What can be wrong with an author's SDL: the code, and what it means. */
export const DIAGNOSTICS = {
  SDL_SYNTAX: 'The file is no GraphQL SDL.',
  SDL_INVALID: 'The SDL breaks a rule of GraphQL.',
  SERVICE_NAME_INVALID: 'The file name does not name a service.',
  COMMAND_OUTSIDE_MUTATION: 'Only a field of Mutation can be a command.',
  MUTATION_WITHOUT_COMMAND: 'Every field of Mutation is a command.',
  COMMAND_TIMING_EMPTY: 'A command can be called in at least one way.',
  KEY_PATH_UNKNOWN: 'A key path leads nowhere.',
  KEY_PATH_UNUSABLE: 'A key path ends in nothing that can order records.',
  SUBSCRIBE_MISSING: 'Every field of Subscription says which events feed it.',
  SUBSCRIBE_OUTSIDE_SUBSCRIPTION: 'Only a field of Subscription is fed by events.',
  SUBSCRIBE_EVENT_UNKNOWN: 'A subscription names no event of its service.',
  SUBSCRIBE_TYPE_MISMATCH: 'A subscription answers another type than the one that feeds it.',
  FILTER_UNKNOWN_FIELD: 'An argument of a subscription is no field of its event.',
  FILTER_TYPE_MISMATCH: 'An argument of a subscription cannot be compared with its event.',
  ENTITY_KEY_UNKNOWN: 'A @key names a field that is not there.',
  ENTITY_KEY_UNSUPPORTED: 'A @key cannot be used as it is written.',
  ARGUMENTS_UNSUPPORTED: 'A field that nobody resolves takes arguments.',
  DIRECTIVE_UNSUPPORTED: 'A directive of federation has no meaning here yet.',
  INTERFACE_BEYOND_KEY: 'An entity cannot keep the promise of an interface by its key alone.',
  TWO_OWNERS: 'Two services declare what one of them must own.',
  SHARED_TYPE_DIFFERS: 'Services answer one type by value, but not with the same fields.',
  NAME_TAKEN: 'A name stands for something that is generated.',
  COMPOSITION: 'The subgraphs of all services do not compose.',
} as const;

/** Names one kind of mistake. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** One mistake in an author's SDL: where it stands, what it is, what to write instead. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** Path as the author knows it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** How many characters of the line are meant; at least 1. */
  readonly length: number;
  /** The text of the line; empty when the mistake is not in a line. */
  readonly excerpt: string;
  readonly message: string;
  readonly hint?: string;
}
