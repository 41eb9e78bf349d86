export { createGateway } from './create-gateway.js';
export type { Gateway, GatewayLimits, GatewayOptions, SupergraphSource } from './gateway.js';
export type { Load } from './limits/load.js';
export { COMMAND_SUBGRAPH } from './commands/command-subgraph.js';
