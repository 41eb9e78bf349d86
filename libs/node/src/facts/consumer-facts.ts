import type { ConsumerFacts } from '@metamorphosis/contract';
import type { ServiceFleet } from '../fleet/service-fleet.js';

/** The consumers of a service as this node runs them. */
export function consumerFacts({
  service,
  consumers,
  workers,
}: ServiceFleet): readonly ConsumerFacts[] {
  return consumers.map(({ name, group, topics, processes, paused, concurrency, recycling }) => ({
    service,
    name,
    group,
    topics,
    desiredProcesses: processes ?? 1,
    actualProcesses: workers.filter((worker) => worker.consumer(name)?.joined === true).length,
    paused,
    concurrency,
    recycling,
  }));
}
