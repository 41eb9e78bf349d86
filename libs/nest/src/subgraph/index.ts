export { buildServiceSchema } from './build-service-schema.js';
export type { ServiceParts } from './service-parts.js';
export { SubgraphDriver, type SubgraphDriverOptions } from './subgraph-driver.js';
export { SubgraphContext } from './subgraph-context.js';
