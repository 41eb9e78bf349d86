import { commandTopic, deadLetterTopic, eventTopic } from '@metamorphosis/contract';
import {
  untilReachable,
  type OwnTopic,
  type ServiceDefinition,
  type TopicSpec,
} from '@metamorphosis/core';
import type { ServiceAdapters } from './service-adapters.js';
import type { ServiceModuleOptions } from './service-module.js';

/** How long events stay on the log. */
const EVENT_RETENTION_MS = 7 * 24 * 60 * 60 * 1000;

/** The topics of a service: its command queues, its events, and a dead-letter topic for each topic it reads. */
export function topicsOf(
  definition: ServiceDefinition,
  foreignTopics: readonly string[],
  partitions: number,
  ownTopics: readonly OwnTopic[] = [],
): readonly TopicSpec[] {
  // Two consumers may read the same topic; a log refuses to make one twice in one call.
  const foreign = [...new Set(foreignTopics)];
  const queues = new Set(definition.commands.map((command) => command.queue));
  const commands = [...queues].map((queue) => commandTopic(definition.name, queue));
  const events = eventTopic(definition.name);
  const dead = [...commands, events].map(deadLetterTopic);
  return [
    ...commands.map((name) => ({ name, partitions, retentionMs: 'unlimited' as const })),
    // A consumer may start before the service whose events it reads: who comes first makes the topic.
    ...[events, ...ownTopics.map(({ name }) => `${events}.${name}`), ...foreign].map((name) => ({
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

/**
 * Waits for log and database, brings tables up to date and makes the missing topics. Every process of
 * a service does so at its start; all of it is idempotent.
 */
export async function prepareService(
  { definition, migrations, topics: ownTopics }: ServiceModuleOptions,
  { log, store, settings, logger }: ServiceAdapters,
  foreignTopics: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  await untilReachable(
    'the database',
    async () => {
      await store.migrate();
      await store.migrateService(migrations);
    },
    logger,
    signal,
  );
  const topics = topicsOf(definition, foreignTopics, settings.partitions, ownTopics);
  await untilReachable('the log', () => log.createTopics(topics), logger, signal);
}
