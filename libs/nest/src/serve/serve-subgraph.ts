import type { OpenAdapters } from '../service/service-adapters.js';
import type { ServiceModule } from '../service/service-module.js';

/**
 * Runs the subgraph process of a service: GraphQL at `/graphql`, the SDL of its streams at
 * `/events.graphql`, `/healthz`, `/readyz`. Resolves when the process ends.
 */
export async function serveSubgraph(module: ServiceModule, open: OpenAdapters): Promise<void> {
  // Loaded late: workers import this package too, and start in a third of the time without GraphQL and HTTP.
  const { runSubgraph } = await import('./run-subgraph.js');
  await runSubgraph(module, open);
}
