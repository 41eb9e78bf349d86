export type { ServiceParts } from './subgraph/service-parts.js';
export {
  EventConsumer,
  eventConsumerMetadata,
  type EventConsumerClass,
  type EventConsumerMetadata,
  type EventConsumerOptions,
} from './service/event-consumer.decorator.js';
export {
  serviceModule,
  type ModuleImport,
  type ServiceModule,
  type ServiceModuleOptions,
} from './service/service-module.js';
export type { SeedContext, ServiceSeed } from './service/seed.js';
export type {
  ServiceAdapters,
  ServiceSettings,
  ServiceStore,
  OpenAdapters,
} from './service/service-adapters.js';
export { DATA_DIRECTORY, DATABASE, InjectDatabase, InjectDataDirectory } from './service/tokens.js';
export { serveSubgraph } from './serve/serve-subgraph.js';
export { runWorker } from './worker/run-worker.js';
export { connectionOf, pageOf, type Connection, type Page } from './paging/paging.js';
