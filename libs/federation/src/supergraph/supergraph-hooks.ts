import type { SupergraphManager } from '@apollo/gateway';

type ApolloHooks = Parameters<SupergraphManager['initialize']>[0];

/** What an engine offers a source of supergraphs: Apollo's hooks, and more that sources may use. */
export type SupergraphHooks = Omit<ApolloHooks, 'update'> & {
  /** Hands over a newer supergraph. Resolves once it has taken over or was refused; never rejects. */
  readonly update: (supergraphSdl: string) => void | Promise<void>;
  /** Says that a newer supergraph could not be made, and why. */
  readonly refused?: (reason: string) => void;
};
