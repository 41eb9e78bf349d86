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
export type {
  ClaimedRecord,
  DeadLetter,
  Fence,
  InboxKey,
  LeaseKey,
  Notice,
  Outcome,
  OutboxRecord,
  PublisherLease,
  Store,
  UnitRequest,
  UnitResult,
  Verdict,
} from './store/store.js';
export type { ColumnType, TableTypes } from './store/table-types.js';
export {
  currentUpdate,
  followCommand,
  type FollowOptions,
  type OutcomeLookup,
} from './results/follow-command.js';
export { silentLogger, type Logger } from './lifecycle/logger.js';
export type {
  Check,
  CommandDefinition,
  CommandTiming,
  EntityDefinition,
  EventDefinition,
  ForeignEventDefinition,
  NewEvent,
  Problem,
  ServiceDefinition,
} from './service/definitions.js';
export { newEvent } from './service/new-event.js';
export type {
  CommandContext,
  CommandGuarantee,
  CommandHandler,
  EventHandler,
  HandlerContext,
  ReceivedEvent,
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
