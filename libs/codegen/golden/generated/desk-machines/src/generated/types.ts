// Generated from the schema by codegen; do not edit.
// The types of desk-machines, as records and handlers carry them.

export interface OpenInput {
  readonly machine: string;
}

/** What is in the drawer. */
export interface Package {
  readonly __typename?: 'Package';
  readonly size: number;
}

/** What open is called with. */
export interface OpenArgs {
  readonly input: OpenInput;
}

/** What comes of open: entities by key, everything else by value. */
export type OpenOutcome = Package;
