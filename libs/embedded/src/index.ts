export { createEmbeddedEventLog, type EmbeddedEventLogOptions } from './log/embedded-event-log.js';
export { createEmbeddedBoard, type EmbeddedBoardOptions } from './board/embedded-board.js';
