import type { SupergraphManager } from '@apollo/gateway';

/** What an engine offers a source of supergraphs: Apollo's hooks, and one more that sources may use. */
export type SupergraphHooks = Parameters<SupergraphManager['initialize']>[0] & {
  /** Says that a newer supergraph could not be made, and why. */
  readonly refused?: (reason: string) => void;
};
