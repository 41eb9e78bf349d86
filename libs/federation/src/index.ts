export { createEngine } from './engine/federation-engine.js';
export {
  apolloServerGateway,
  type ApolloServerGateway,
  type ApolloServerGatewayOptions,
  type ApolloServerRequest,
} from './apollo-server/apollo-server-gateway.js';
export type { SupergraphManager } from '@apollo/gateway';
export type { EngineOptions } from './engine/options.js';
export { scopesOf, type AuthorizationOptions } from './authorization/grants.js';
export { DEFAULT_LIST_SIZE, type CostOptions } from './operation/operation-cost.js';
export type { Freshness } from './caching/operation-freshness.js';
export type { OverrideDecision } from './overrides/decide-override.js';
export type { CoalescingOptions } from './coalescing/coalescer.js';
export type {
  Answer,
  CompiledOperation,
  Engine,
  EngineStatus,
  IncrementalAnswer,
  LiveAnswer,
  LiveOperation,
  Preparation,
  RequestContext,
  Variables,
} from './engine/engine.js';
export { SubgraphError } from './plan/subgraph-errors.js';
export { located, ObjectAnswer, refusal, type ErrorFormatter } from './engine/answer.js';
export {
  coded,
  fragmentsOf,
  parseOperation,
  type ParsedOperation,
} from './operation/parse-operation.js';
export type { HttpSubgraphOptions } from './subgraph/http-subgraph.js';
export { DEFAULT_TRAFFIC, type RetryOptions, type TrafficOptions } from './subgraph/traffic.js';
export type { BreakerOptions } from './subgraph/circuit-breaker.js';
export { InProcessSubgraph } from './subgraph/in-process-subgraph.js';
export {
  subgraphRequest,
  type SubgraphClient,
  type SubgraphRequest,
  type SubgraphResponse,
} from './subgraph/subgraph-client.js';
export {
  DEFAULT_FOREIGN,
  type ForeignSubscriptionOptions,
  type ForeignTraffic,
  type ReconnectOptions,
} from './foreign/foreign-options.js';
export type {
  Delivery,
  Feed,
  RecordDelivery,
  ResponseDelivery,
  SubscriptionRequest,
  SubscriptionSource,
} from './subscription/subscription-source.js';
export type { Taker } from './subscription/taker.js';
export { composedSource, composePlaces, type SubgraphPlace } from './supergraph/composed-source.js';
export {
  composeSubgraphs,
  type Composed,
  type Hint,
  type SubgraphSource,
} from './supergraph/compose-subgraphs.js';
export type { PollOptions } from './supergraph/polled-source.js';
export { supergraphRegistry, type RegistryAddress } from './supergraph/registry.js';
export { supergraphFile } from './supergraph/supergraph-file.js';
export { apiSchemaOf } from './supergraph/api-schema.js';
export { composeLocally } from './supergraph/compose-locally.js';
export {
  introspectServices,
  type IntrospectionOptions,
  type ServiceAddress,
  type ServicesSupergraph,
} from './supergraph/introspect-services.js';
export { sdlSource } from './supergraph/sdl-source.js';
export {
  boardUrlOf,
  eventsSubgraphOf,
  type SubgraphDefinition,
} from './supergraph/subgraph-definition.js';
export { createBoardSource, type BoardSourceOptions } from './board/board-source.js';
export type { OlderEvent, UpcastAnswer, UpcastEvents } from './board/event-forms.js';
export type { FeedReader, FeedSpec } from './board/feed-spec.js';
export type { TopicDirectory } from './board/topic-directory.js';
export { maySeeCommand } from './board/may-see-command.js';
