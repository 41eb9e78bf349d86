import { AbsentSubgraph } from './absent-subgraph.js';
import type { SubgraphClient } from './subgraph-client.js';

/** Makes the client of one subgraph. */
export type SubgraphFactory = (name: string, url: string) => SubgraphClient;

interface Held {
  readonly url: string;
  readonly client: SubgraphClient;
}

/**
 * The clients of the supergraph in use. Plans name subgraphs and look the client up when they run,
 * so that an operation which outlives a reload reaches a subgraph where it is now.
 */
export class SubgraphClients {
  private held = new Map<string, Held>();

  constructor(private readonly factory: SubgraphFactory) {}

  get(name: string): SubgraphClient | undefined {
    return this.held.get(name)?.client;
  }

  /** As `get`, for a subgraph that a plan names; a reload may have taken it away since. */
  require(name: string): SubgraphClient {
    return this.get(name) ?? new AbsentSubgraph(name);
  }

  /** Takes another set: keeps clients whose address stayed, closes the others once they are idle. */
  replace(subgraphs: readonly { readonly name: string; readonly url: string }[]): void {
    const before = this.held;
    const after = new Map<string, Held>();
    for (const { name, url } of subgraphs) {
      const kept = before.get(name);
      after.set(name, kept?.url === url ? kept : { url, client: this.factory(name, url) });
    }
    this.held = after;
    for (const [name, { client }] of before) {
      // Closing waits for requests under way; nobody waits for the closing.
      if (after.get(name)?.client !== client) void client.close().catch(() => undefined);
    }
  }

  /** Ends them all with what they have under way. */
  async destroy(): Promise<void> {
    await Promise.all([...this.held.values()].map(({ client }) => client.destroy()));
  }
}
