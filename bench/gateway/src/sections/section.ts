import type { QueryName } from '../catalogue.ts';
import type { Subgraphs } from '../measure.ts';

/** What a section of the bench measures with. */
export interface Ground {
  readonly subgraphs: Subgraphs;
  /** A file with the supergraph. */
  readonly supergraph: string;
  /** A folder for files of its own. */
  readonly folder: string;
  readonly queries: readonly QueryName[];
  readonly connections: number;
  /** How many distinct operations are sent. */
  readonly operations: number;
  /** How long a slice of load is. */
  readonly sliceMs: number;
  /** Where CPU profiles go; undefined: nowhere. */
  readonly profile: string | undefined;
}

/** Measures something of our gateway alone, and says it in Markdown. */
export type Section = (ground: Ground) => Promise<readonly string[]>;

/** Tells whoever waits what is going on. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
