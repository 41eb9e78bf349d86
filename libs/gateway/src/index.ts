export { createGateway } from './create-gateway.js';
export type { Gateway, GatewayLimits, GatewayOptions, SupergraphSource } from './gateway.js';
export type { IdentityOptions, TrustedIssuer } from './identity/identity-options.js';
export type { Load } from './limits/load.js';
export { COMMAND_SUBGRAPH } from './commands/command-subgraph.js';
export { createManager } from './manager/create-manager.js';
export type { Manager, ManagerOptions } from './manager/manager.js';
export { WebReader } from './manager/web-reader.js';
export type { ServiceWebOptions } from './manager/web/service-web.js';
