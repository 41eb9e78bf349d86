export { createEmbeddedEventLog, type EmbeddedEventLogOptions } from './log/embedded-event-log.js';
