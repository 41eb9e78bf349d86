import { DEFAULT_QUEUE, eventTopic, SERVICE_WEB_TOPIC } from '@metamorphosis/contract';
import { serviceTopics, type EventLog, type TopicSpec } from '@metamorphosis/core';
import type { Catalogue } from '@metamorphosis/node';

/** A topic that is wanted, beside what the log has. */
export type TopicStep =
  | { readonly kind: 'create'; readonly topic: TopicSpec }
  | { readonly kind: 'keep'; readonly topic: TopicSpec; readonly partitions: number }
  /** It has another number of partitions than new topics get. Nothing changes that by itself. */
  | { readonly kind: 'differs'; readonly topic: TopicSpec; readonly partitions: number };

/** The topics that all services want, as their consumers declare them, and the platform's own; by name, each once. */
export function wantedTopics(catalogue: Catalogue, partitions: number): readonly TopicSpec[] {
  const wanted = [...catalogue].flatMap(([service, consumers]) => {
    const own = `${service}.${DEFAULT_QUEUE}`;
    const of = (kind: string): string[] =>
      consumers.filter((one) => one.kind === kind).flatMap(({ topics }) => topics);
    return serviceTopics({
      service,
      queues: of('commands').map((topic) =>
        topic === own ? DEFAULT_QUEUE : topic.slice(own.length + 1),
      ),
      foreignTopics: of('events').filter((topic) => topic !== eventTopic(service)),
      partitions,
    });
  });
  const web = { name: SERVICE_WEB_TOPIC, partitions: 1, compacted: true };
  const byName = new Map<string, TopicSpec>([...wanted, web].map((topic) => [topic.name, topic]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What would have to be done for these topics to be there. Rejects with UNAVAILABLE. */
export async function topicPlan(
  log: Pick<EventLog, 'topic'>,
  wanted: readonly TopicSpec[],
): Promise<readonly TopicStep[]> {
  return Promise.all(
    wanted.map(async (topic): Promise<TopicStep> => {
      const info = await log.topic(topic.name);
      if (!info) return { kind: 'create', topic };
      const { partitions } = info;
      return { kind: partitions === topic.partitions ? 'keep' : 'differs', topic, partitions };
    }),
  );
}
