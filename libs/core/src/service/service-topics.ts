import { commandTopic, deadLetterTopic, eventTopic } from '@metamorphosis/contract';
import type { TopicSpec } from '../log/event-log.js';

/** How long events stay on the log. */
const EVENT_RETENTION_MS = 7 * 24 * 60 * 60 * 1000;

/** What a service has on the log. */
export interface ServiceTopics {
  readonly service: string;
  /** Its command queues. */
  readonly queues: readonly string[];
  /** Topics of other services that it reads. */
  readonly foreignTopics: readonly string[];
  /** Names of its topics beside `<service>.events`. @default none */
  readonly ownTopics?: readonly string[];
  readonly partitions: number;
}

/** The topics of a service: its command queues, its events, and a dead-letter topic for each topic it reads. Each once. */
export function serviceTopics({
  service,
  queues,
  foreignTopics,
  ownTopics = [],
  partitions,
}: ServiceTopics): readonly TopicSpec[] {
  // Two consumers may read the same topic; a log refuses to make one twice in one call.
  const foreign = [...new Set(foreignTopics)];
  const commands = [...new Set(queues)].map((queue) => commandTopic(service, queue));
  const events = eventTopic(service);
  const dead = [...commands, events].map(deadLetterTopic);
  return [
    ...commands.map((name) => ({ name, partitions, retentionMs: 'unlimited' as const })),
    // A consumer may start before the service whose events it reads: who comes first makes the topic.
    ...[events, ...ownTopics.map((name) => `${events}.${name}`), ...foreign].map((name) => ({
      name,
      partitions,
      retentionMs: EVENT_RETENTION_MS,
    })),
    ...[...dead, ...foreign.map(deadLetterTopic)].map((name) => ({
      name,
      partitions,
      retentionMs: 'unlimited' as const,
    })),
  ];
}
