export { createKafkaEventLog } from './kafka-event-log.js';
export type { KafkaOptions } from './options.js';
