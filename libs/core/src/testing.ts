export { describeEventLog } from './log/event-log.features.js';
export {
  LogWorld,
  type EventLogHarness,
  type EventLogSuiteOptions,
} from './log/event-log-world.features.js';
export { ReaderProbe, valueOf, type Delivery } from './log/reader-probe.js';
export { describeBoard } from './board/board.features.js';
export {
  anUpdate,
  aStream,
  entriesAt,
  type BoardBed,
  type BoardSetup,
} from './board/board-bed.features.js';
export { describeCache, type CacheBed, type CacheSetup } from './cache/cache.features.js';
export { describeStore } from './store/store.features.js';
export type { StoreHarness, StoreSetup } from './store/store-harness.js';
