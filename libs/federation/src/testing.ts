export { SubgraphServer, type ReceivedRequest } from './testing/subgraph-server.js';
export { QueryMaker, seeded, type RandomQuery } from './testing/random-query.js';
