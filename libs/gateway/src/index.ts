export { createGateway } from './create-gateway.js';
export type {
  Gateway,
  GatewayLimits,
  GatewayOptions,
  GatewayPlatform,
  SupergraphSource,
} from './gateway.js';
export type { IdentityOptions, TrustedIssuer } from './identity/identity-options.js';
export type { DocumentOptions } from './documents/documents.js';
export { readManifest } from './documents/read-manifest.js';
export { DEFAULT_LIMITS } from './limits/default-limits.js';
export { supergraphSource } from './supergraph-source.js';
export type { Load } from './limits/load.js';
export { COMMAND_SUBGRAPH } from './commands/command-subgraph.js';
export { createManager } from './manager/create-manager.js';
export type { Manager, ManagerOptions } from './manager/manager.js';
export { WebReader } from './manager/web-reader.js';
export type { ServiceWebOptions } from './manager/web/service-web.js';
export { entryOf, gatewayConfigSchema, type ConfigSchema } from './config/config-schema.js';
export { ENVIRONMENT_PREFIX, SHARED_VARIABLES, variableOf } from './config/environment.js';
export type { GatewayConfig } from './config/gateway-config.js';
export {
  composePlaces,
  type Composed,
  type Hint,
  type SubgraphPlace,
} from '@metamorphosis/federation';
export {
  optionsOfConfig,
  placesOfConfig,
  supergraphOfConfig,
  type ConfiguredOptions,
} from './config/options-of-config.js';
export {
  cachesOfConfig,
  type ConfiguredCaches,
  type OpenedCaches,
} from './config/caches-of-config.js';
export { readGatewayConfig, type ConfigSources } from './config/read-gateway-config.js';
