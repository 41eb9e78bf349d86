export type { Lifecycle, Subscription } from './lifecycle/lifecycle.js';
export type {
  AppendRecord,
  Assignment,
  EventLog,
  LogHealth,
  LogListener,
  LogReader,
  LogRecord,
  PartitionRange,
  Position,
  ReadOptions,
  TopicInfo,
  TopicPartition,
  TopicSpec,
} from './log/event-log.js';
export { createMemoryEventLog } from './log/memory-event-log.js';
export { MemoryLogCluster, type ForeignRecord } from './log/memory-log-cluster.js';
export { murmur2, partitionOf } from './log/partitioner.js';
export type {
  Announcement,
  Board,
  BoardRetention,
  Presence,
  StreamAppend,
  StreamEntry,
  StreamId,
  StreamPosition,
  StreamSlice,
  Wake,
} from './board/board.js';
export { createMemoryBoard, type MemoryBoardOptions } from './board/memory-board.js';
export type { Cache, CacheBounds } from './cache/cache.js';
export { createMemoryCache, DEFAULT_CACHE_BOUNDS } from './cache/memory-cache.js';
export { BoardMemory } from './board/board-memory.js';
export { DEFAULT_BOARD_RETENTION } from './board/board-retention.js';
export { assertStreamMove, type StreamMove } from './board/stream-move.js';
export { outranks, updateOrder, type Ordered } from './board/update-order.js';
export type {
  ClaimedRecord,
  DeadLetter,
  Fence,
  InboxKey,
  LeaseKey,
  Notice,
  Outcome,
  OutboxRecord,
  OutboxBacklog,
  PublisherLease,
  Store,
  UnitRequest,
  UnitResult,
  UnitSharing,
  Verdict,
} from './store/store.js';
export {
  byPosition,
  matchesDeadLetter,
  parkedOf,
  recordIdOf,
  type DeadLetterRows,
  type ReplayPace,
  type StoredDeadLetter,
} from './store/dead-letter-rows.js';
export { inboxConsumer, type HandledBelow, type HandledRecords } from './store/handled-records.js';
export {
  laneKeyOf,
  type BlockedKey,
  type ParkedRecord,
  type ParkedRow,
  type RetryTable,
} from './store/retry-table.js';
export type { ColumnType, TableTypes } from './store/table-types.js';
export {
  currentUpdate,
  followCommand,
  type FollowOptions,
  type OutcomeLookup,
} from './results/follow-command.js';
export { loggerWith, silentLogger, type Logger } from './lifecycle/logger.js';
export type {
  Check,
  CommandDefinition,
  CommandTiming,
  EntityDefinition,
  EventDefinition,
  EventInterfaceDefinition,
  EventSource,
  EventsOf,
  ForeignEventDefinition,
  NewEvent,
  Problem,
  PublishableEvent,
  ServiceDefinition,
} from './service/definitions.js';
export type { Actor, RequestActor } from './service/actor.js';
export type { IdOf } from './service/id-of.js';
export { newEvent } from './service/new-event.js';
export { eventsOf } from './service/event-sources.js';
export { serviceTopics, type ServiceTopics } from './service/service-topics.js';
export { payloadReader, type ReadDefinition, type ReadPayload } from './service/payload-reader.js';
export { upcast, type OlderForm, type Upcast } from './service/upcast.js';
export { ownTopic, to, type OwnTopic, type RoutedEvent } from './service/own-topic.js';
export { progress, type JsonValue, type Progress } from './service/progress.js';
export type {
  CommandContext,
  CommandContextOf,
  CommandGuarantee,
  CommandHandler,
  CommandRun,
  CommandYield,
  EventContextOf,
  EventGuarantee,
  EventHandler,
  EventRun,
  EventYield,
  HandledRecord,
  HandlerContext,
  ReadingCommandContext,
  ReadingContext,
  ReceivedEvent,
  RecordContext,
  RequestContext,
} from './service/handlers.js';
export type { CommandReceipt, CommandSender, SendOptions } from './accept/command-sender.js';
export {
  createReadiness,
  type CheckState,
  type Readiness,
  type ReadinessCheck,
  type ReadinessReport,
} from './lifecycle/readiness.js';
export { createCommandSender, type CommandSenderOptions } from './accept/create-command-sender.js';
export { cancelCommand, type CancelOptions } from './accept/cancel-command.js';
export { canonicalJson, inputHash } from './accept/canonical-json.js';
export { didYouMean } from './did-you-mean.js';
export { background } from './lifecycle/background.js';
export { aborted, backoffMs, pause, within, type Backoff } from './lifecycle/timing.js';
export { WakeUp } from './lifecycle/wake-up.js';
export {
  Consumer,
  DEFAULT_CONSUMER_LIMITS,
  type ConsumerLimits,
  type ConsumerOptions,
} from './dispatch/consumer.js';
export type { ConsumerFigures, DeliveryTally } from './dispatch/consumer-figures.js';
export type { Deliver, Ownership, Parking } from './dispatch/delivery.js';
export type { RetryOptions } from './retry/consumer-retries.js';
export { Singly } from './retry/singly.js';
export {
  createCommandDelivery,
  type CommandDeliveryOptions,
  type HandledCommand,
} from './deliver/deliver-command.js';
export {
  createEventDelivery,
  type AnyEventHandler,
  type EventDeliveryOptions,
} from './deliver/deliver-event.js';
export { DEAD_LETTER_HEADERS } from './deliver/dead-letters.js';
export { classify, Defect, Rejection, type FailureKind } from './deliver/failures.js';
export { outboxRecordOf } from './deliver/handling.js';
export { createNotifier, type Notifier } from './deliver/notifier.js';
export { orderedPolicy } from './deliver/ordered-policy.js';
export { defaultRetryPolicy, type FaultPolicy, type RetryPolicy } from './deliver/retry-policy.js';
export { Publisher, type PublisherOptions } from './publish/publisher.js';
export { Purger, type PurgerOptions } from './purge/purger.js';
export { Relay, type RelayOptions } from './relay/relay.js';
export { createMemoryStore, type MemoryStoreOptions } from './store/memory-store.js';
export { MemoryDatabase } from './store/memory-database.js';
export type { MemoryTx } from './store/memory-tx.js';
export { untilReachable } from './lifecycle/until-reachable.js';
export { DesiredState, type WantedOfConsumer } from './service-web/desired-state.js';
export {
  createServiceWebTopic,
  followDesiredState,
  writeWishes,
  type DesiredStateFollower,
  type FollowDesiredStateOptions,
} from './service-web/service-web-log.js';
export { acquit } from './retry/acquit.js';
export { answerDeadLetters } from './dead-letters/answer-dead-letters.js';
export {
  comparisonsOf,
  operandsOf,
  type Comparison,
  type Filter,
  type FilterExpression,
  type FilterOperand,
  type FilterOperator,
  type Place,
} from './filter/filter.js';
export { FilterSyntaxError } from './filter/filter-tokens.js';
export { parseFilter } from './filter/parse-filter.js';
export { prepareFilter, type Predicate, type PreparedFilter } from './filter/prepare-filter.js';
export { valueAt } from './filter/value-at.js';
