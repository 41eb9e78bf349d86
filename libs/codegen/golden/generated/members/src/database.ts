/** The tables of members, by name: an interface of its columns for each. */
export type Database = Record<never, never>;
