export { startNode, type NodeOptions, type RunningNode } from './node.js';
export type { FleetService } from './fleet/fleets.js';
export type { ConsumerSettings } from './plan/consumer-plan.js';
export { describeService } from './worker/describe-service.js';
export {
  SupervisedProcess,
  type ProcessOptions,
  type ProcessState,
} from './supervisor/supervised-process.js';
