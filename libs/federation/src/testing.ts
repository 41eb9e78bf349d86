export { CACHE_LINK } from './testing/cache-control.js';
export { SubgraphServer, type ReceivedRequest } from './testing/subgraph-server.js';
export { QueryMaker, seeded, type RandomQuery } from './testing/random-query.js';
