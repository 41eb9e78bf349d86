/** The queue of commands that name none. */
export const DEFAULT_QUEUE = 'commands';

/** `<service>.commands`, or `<service>.commands.<queue>` for a queue of its own. */
export function commandTopic(service: string, queue?: string): string {
  return queue === undefined || queue === DEFAULT_QUEUE
    ? `${service}.commands`
    : `${service}.commands.${queue}`;
}

/** `<service>.events`. */
export function eventTopic(service: string): string {
  return `${service}.events`;
}

/** Where the dead letters of a topic are copied to. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dlq`;
}

/** The consumer name of a command queue: `commands` or `commands.<queue>`. */
export function commandConsumer(queue?: string): string {
  return queue === undefined || queue === DEFAULT_QUEUE ? DEFAULT_QUEUE : `commands.${queue}`;
}

/** The consumer group on the log: `<service>.<consumer>`. */
export function consumerGroup(service: string, consumer: string): string {
  return `${service}.${consumer}`;
}
