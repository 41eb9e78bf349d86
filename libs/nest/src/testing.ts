// The parts of a service's processes, for the author's testing kit: it runs them without processes.
export { adaptersModule } from './service/adapters-module.js';
export { prepareService } from './service/prepare-service.js';
export { runSeed } from './service/run-seed.js';
export { acceptArguments } from './subgraph/commands/accept-arguments.js';
export { planConsumers, type ConsumerPlan } from './worker/consumer-plan.js';
export { deliveryOf, type DeliveryParts } from './worker/delivery-of.js';
export { createExecuteRequest } from './subgraph/execution/execute-request.js';
