/** What can be wrong with an author's SDL: the code, and what it means. */
export const DIAGNOSTICS = {
  SDL_SYNTAX: 'The file is no GraphQL SDL.',
  SDL_INVALID: 'The SDL breaks a rule of GraphQL.',
  TYPE_UNKNOWN: 'A type is named that is not declared.',
  TYPE_EMPTY: 'A type has nothing in it.',
  TYPE_DIRECTION: 'An input stands where something is answered, or the other way round.',
  DECLARED_TWICE: 'A name is declared a second time in one file.',
  INTERFACE_UNFULFILLED: 'A type does not keep the promise of its interface.',
  INPUT_CIRCULAR: 'An input can never be written down: it requires itself.',
  ONE_OF_FIELD_REQUIRED: 'A field of an input with @oneOf must be one that can be left out.',
  DEFAULT_INVALID: 'A default is no value of its type.',
  DIRECTIVE_UNKNOWN: 'A directive is used that does not exist.',
  DIRECTIVE_MISPLACED: 'A directive stands where it has no meaning.',
  DIRECTIVE_REPEATED: 'A directive that counts once stands twice.',
  DIRECTIVE_UNSUPPORTED: 'A directive of federation has no meaning here yet.',
  DIRECTIVES_CONFLICT: 'Two directives contradict each other.',
  ARGUMENT_UNKNOWN: 'A directive is given an argument that it does not take.',
  ARGUMENT_MISSING: 'A directive lacks an argument that it needs.',
  ARGUMENT_INVALID: 'An argument of a directive is no value of its type.',
  IMPORT_UNKNOWN: 'A link imports what its specification does not have.',
  IMPORT_RENAMED: 'A link gives a directive another name.',
  SPEC_UNKNOWN: 'A link leads to a version that does not exist.',
  COMPOSED_UNKNOWN: 'A directive is to reach the supergraph, but the file does not declare it.',
  EXTENSION_UNSUPPORTED:
    'A root type or the schema is written in a form that codegen does not read.',
  SERVICE_NAME_INVALID: 'The file name does not name a service.',
  NAME_RESERVED: 'A name belongs to GraphQL or to federation.',
  NAME_TAKEN: 'A name stands for something that is generated.',
  NAMES_COLLIDE: 'Two commands would have one class.',
  COMMAND_OUTSIDE_MUTATION: 'Only a field of Mutation can be a command.',
  MUTATION_WITHOUT_COMMAND: 'Every field of Mutation is a command.',
  COMMAND_TIMING_EMPTY: 'A command can be called in at least one way.',
  COMMAND_TIMEOUT_INVALID: 'Nobody can wait for that long.',
  COMMAND_EXPIRE_USELESS: 'A command is to expire with its caller, but no caller waits for it.',
  QUEUE_NAME_INVALID: 'A queue cannot have that name.',
  KEY_PATH_UNKNOWN: 'A key path leads nowhere.',
  KEY_PATH_UNUSABLE: 'A key path ends in nothing that can order records.',
  RECORD_VERSION_INVALID: 'Versions of records are counted from 1.',
  RECORD_FORM_UNKNOWN: 'A record has a later version, and nobody knows its form of before.',
  CONSTRAINT_UNFIT: 'A rule of @constraint is for values of another kind.',
  CONSTRAINT_IMPOSSIBLE: 'No value keeps the rules of a @constraint.',
  CONSTRAINT_PATTERN_INVALID: 'A pattern is no regular expression.',
  CONSTRAINT_FORMAT_UNKNOWN: 'A format does not exist.',
  REJECTION_UNREACHED: 'No command answers a rejection.',
  REJECTION_ONLY: 'A command can answer nothing but rejections.',
  REJECTION_IN_LIST: 'A rejection stands inside a list, where it cannot say no.',
  SUBSCRIBE_MISSING: 'Every field of Subscription says which events feed it.',
  SUBSCRIBE_OUTSIDE_SUBSCRIPTION: 'Only a field of Subscription is fed by events.',
  SUBSCRIBE_EVENT_UNKNOWN: 'A subscription names no event of its service.',
  SUBSCRIBE_TYPE_MISMATCH: 'A subscription answers another type than the one that feeds it.',
  FILTER_UNKNOWN_FIELD: 'An argument of a subscription is no field of its event.',
  FILTER_TYPE_MISMATCH: 'A subscription compares what cannot be compared.',
  FILTER_SYNTAX: 'The filter of a subscription is no expression.',
  FILTER_FIELD_UNKNOWN: 'A filter names a field that there is not.',
  FILTER_ARGUMENT_UNKNOWN: 'A filter names an argument that its subscription does not take.',
  ENTITY_KEY_UNKNOWN: 'A @key names a field that is not there.',
  ENTITY_KEY_UNSUPPORTED: 'A @key cannot be used as it is written.',
  ENTITY_KEY_MISSING: 'An entity of another service is repeated without its @key.',
  ARGUMENTS_UNSUPPORTED: 'A field that nobody resolves takes arguments.',
  INTERFACE_BEYOND_KEY: 'An entity cannot keep the promise of an interface by its key alone.',
  TWO_OWNERS: 'Two services declare what one of them must own.',
  SHARED_TYPE_DIFFERS: 'Services answer one type by value, but not with the same fields.',
  DIRECTIVE_DIFFERS:
    'Services carry one directive into the supergraph, but do not declare it alike.',
  COMPOSITION: 'The subgraphs of all services do not compose.',
  HANDLER_ORPHANED: 'Warning: a class of the author extends what is no longer generated.',
  UPCAST_ORPHANED: 'Warning: an upcast of the author reads a form that is no longer kept.',
} as const;

/** Names one kind of mistake. */
export type DiagnosticCode = keyof typeof DIAGNOSTICS;

/** True for what does not keep code from being written. */
export function isWarning({ code }: { readonly code: DiagnosticCode }): boolean {
  return code === 'HANDLER_ORPHANED' || code === 'UPCAST_ORPHANED';
}

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
