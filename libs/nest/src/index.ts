export { buildServiceSchema } from './subgraph/build-service-schema.js';
export type { ServiceParts } from './subgraph/service-parts.js';
export { SubgraphContext } from './subgraph/subgraph-context.js';
export { SubgraphDriver, type SubgraphDriverOptions } from './subgraph/subgraph-driver.js';
