export { CACHE_LINK } from './testing/cache-control.js';
export { SubgraphServer, type ReceivedRequest } from './testing/subgraph-server.js';
export {
  serveStreams,
  type ReceivedOperation,
  type StreamServer,
} from './testing/stream-server.js';
export { pricing, startPricing, type Pricing } from './testing/pricing.js';
export { QueryMaker, seeded, type RandomQuery } from './testing/random-query.js';
