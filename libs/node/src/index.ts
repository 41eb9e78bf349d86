export { startNode, type NodeOptions, type NodeService, type RunningNode } from './node.js';
export {
  SupervisedProcess,
  type ProcessOptions,
  type ProcessState,
} from './supervisor/supervised-process.js';
