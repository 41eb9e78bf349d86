export { startNode, type NodeOptions, type RunningNode } from './node.js';
export type { FleetService } from './fleet/fleets.js';
export type { ConsumerSettings } from './plan/consumer-plan.js';
export { readConfig, type Catalogue, type NodeConfig } from './config/read-config.js';
export { ENVIRONMENT_PREFIX, mergeSettings, readEnvironment } from './config/environment.js';
export { defaultConfig } from './config/default-config.js';
export { configSchema } from './config/config-schema.js';
export { describeService } from './worker/describe-service.js';
export {
  SupervisedProcess,
  type Fork,
  type ProcessOptions,
  type ProcessState,
} from './supervisor/supervised-process.js';
