export {
  defineError,
  defineErrors,
  isMetamorphosisError,
  MetamorphosisError,
  type ErrorDefinition,
  type Occurrence,
  type Retry,
} from './errors/define-errors.js';
export { errors, type ErrorCode } from './errors/errors.js';
export { PUBLIC_MARK } from './errors/public-mark.js';
export {
  newCommandId,
  newRecordId,
  parseCommandId,
  type CommandId,
  type RecordId,
} from './ids/ids.js';
export { newUuid } from './ids/new-uuid.js';
export { idempotentCommandId, type Secrets } from './ids/idempotent-command-id.js';
export {
  IDENTITY_HEADER,
  readIdentity,
  signIdentity,
  type CallerIdentity,
} from './identity/identity-token.js';
export {
  PROTOCOL_VERSION,
  type DomainRecord,
  type RecordKind,
  type WireRecord,
} from './record/record.js';
export type { StreamEvent } from './record/stream-event.js';
export { decodeRecord, encodeRecord, HEADERS, type EncodedRecord } from './record/codec.js';
export {
  COMMAND_STATES,
  isTerminal,
  rankOf,
  type CommandErrorInfo,
  type CommandState,
  type CommandUpdate,
} from './command/command-update.js';
export {
  commandConsumer,
  commandTopic,
  consumerGroup,
  deadLetterTopic,
  DEFAULT_QUEUE,
  eventTopic,
} from './topics/topic-names.js';
export { COMMAND_TYPE_DEFINITIONS } from './command/command-types.js';
export { CACHE_DEFINITIONS, CACHE_SPEC_URL } from './directives/cache-control.js';
export {
  COMPOSED_SPEC_URL,
  DIRECTIVE_DEFINITIONS,
  EVENT_FORMS_SPEC_URL,
  SPEC_URL,
} from './directives/directives.js';
export {
  EXIT_CODES,
  type ConsumerOrder,
  type FaultOrder,
  type RetryOrder,
  WORKER_ARGS,
  type ConsumerDescription,
  type ConsumerGuarantee,
  type GatewayOrder,
  type ProcessMessage,
  type WorkerOrder,
} from './process/process-message.js';
export {
  SERVICE_WEB_TOPIC,
  wishKey,
  type ConsumerWish,
  type ConsumerWishes,
  type NodeWish,
  type NodeWishes,
  type Recycling,
  type Wish,
} from './service-web/desired-state.js';
export {
  NODE_PRESENCE,
  type ConsumerFacts,
  type ConsumerStatus,
  type MachineFacts,
  type NodeFacts,
  type RecordInHand,
  type WorkerFacts,
  type WorkerState,
  type StoreBacklog,
  type WorkerStatus,
  type DownWorker,
} from './service-web/facts.js';
export {
  ENDED_WORKERS_CHANNEL,
  managerChannel,
  nodeChannel,
  type EndTarget,
  type NodeReply,
  type NodeRequest,
  type NodeTask,
} from './service-web/requests.js';
export type {
  DeadLetterFilter,
  DeadLetterPage,
  DeadLetterRequest,
  DeadLettersMoved,
  DeadLetterSummary,
} from './service-web/dead-letter-requests.js';
