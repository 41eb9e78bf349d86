import {
  serviceTopics,
  untilReachable,
  type OwnTopic,
  type ServiceDefinition,
  type TopicSpec,
} from '@metamorphosis/core';
import type { ServiceAdapters } from './service-adapters.js';
import type { ServiceModuleOptions } from './service-module.js';

/** The topics of a service: its command queues, its events, and a dead-letter topic for each topic it reads. */
export function topicsOf(
  definition: ServiceDefinition,
  foreignTopics: readonly string[],
  partitions: number,
  ownTopics: readonly OwnTopic[] = [],
): readonly TopicSpec[] {
  return serviceTopics({
    service: definition.name,
    queues: definition.commands.map(({ queue }) => queue),
    foreignTopics,
    ownTopics: ownTopics.map(({ name }) => name),
    partitions,
  });
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
