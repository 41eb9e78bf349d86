export { createEmbeddedEventLog, type EmbeddedEventLogOptions } from './log/embedded-event-log.js';
export { createEmbeddedBoard, type EmbeddedBoardOptions } from './board/embedded-board.js';
export {
  createEmbeddedStore,
  type EmbeddedStore,
  type EmbeddedStoreOptions,
} from './store/embedded-store.js';
