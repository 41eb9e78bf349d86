import type { ConsumerDescription } from '@metamorphosis/contract';
import { openOrExit } from '@metamorphosis/telemetry';
import type { ServiceModuleOptions } from '../service/service-module.js';
import { planConsumers } from './consumer-plan.js';
import { tellSupervisor } from './supervisor-link.js';

/** The consumers of a service, as its code declares them. Throws CONFIGURATION_INVALID. */
function consumersOf({
  definition,
  consumers,
}: Pick<ServiceModuleOptions, 'definition' | 'consumers'>): readonly ConsumerDescription[] {
  return planConsumers(definition, consumers).map((plan) => {
    const { name, kind, group, topics } = plan;
    const guarantee = plan.kind === 'events' ? plan.metadata.guarantee : undefined;
    return { name, kind, group, topics, ...(guarantee !== undefined && { guarantee }) };
  });
}

/** Tells the supervisor the consumers of a service; opens nothing, so that the process ends by itself. */
export async function describeConsumers(service: ServiceModuleOptions): Promise<void> {
  const consumers = await openOrExit(service.definition.name, () => consumersOf(service));
  await tellSupervisor({ kind: 'description', consumers });
  // Without the channel nothing keeps this process alive.
  if (process.connected) process.disconnect();
}
