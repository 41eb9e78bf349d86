export { SubgraphServer, type ReceivedRequest } from './testing/subgraph-server.js';
