// Apart from the package's index, which workers load: GraphQL and HTTP are most of what there is to load.
export { buildServiceSchema } from './subgraph/build-service-schema.js';
export { SubgraphContext } from './subgraph/subgraph-context.js';
export { SubgraphDriver, type SubgraphDriverOptions } from './subgraph/subgraph-driver.js';
