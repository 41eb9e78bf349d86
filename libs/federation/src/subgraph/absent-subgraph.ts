import { errors } from '@metamorphosis/contract';
import type { SubgraphClient, SubgraphResponse } from './subgraph-client.js';

/** A subgraph that nobody can ask: one that is gone, or one that only feeds subscriptions. */
export class AbsentSubgraph implements SubgraphClient {
  constructor(readonly name: string) {}

  send(): Promise<SubgraphResponse> {
    return Promise.reject(errors.SUBGRAPH_UNAVAILABLE([this.name]));
  }

  async close(): Promise<void> {
    // Holds nothing.
  }

  destroy(): Promise<void> {
    return this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
