import type { SubgraphClient } from './subgraph-client.js';

/** The same subgraph, which tells a request's context how long each answer took. */
export function observedSubgraph(client: SubgraphClient): SubgraphClient {
  return {
    name: client.name,
    send: async (request, context) => {
      const { onFetch } = context;
      if (!onFetch) return client.send(request, context);
      const begun = performance.now();
      let failed = true;
      try {
        const response = await client.send(request, context);
        failed = false;
        return response;
      } finally {
        onFetch(client.name, performance.now() - begun, failed);
      }
    },
    close: () => client.close(),
    destroy: () => client.destroy(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
