import type { ConsumerDescription, ConsumerOrder, Recycling } from '@metamorphosis/contract';
import { DEFAULT_CONSUMER_LIMITS, type DesiredState } from '@metamorphosis/core';

/** What a node's configuration says of a consumer; absent: the default. */
export interface ConsumerSettings extends Pick<ConsumerOrder, 'guarantee' | 'retry' | 'startFrom'> {
  /** Worker processes of its own. @default none: it lives in the shared worker of its service */
  readonly processes?: number;
  /** Records handled at once in one process. @default 64 */
  readonly concurrency?: number;
  readonly recycling?: Recycling;
}

/** How one consumer is to run on this node at the moment. */
export interface ConsumerPlan extends ConsumerDescription {
  /** Worker processes of its own; undefined: it lives in the shared worker. */
  readonly processes: number | undefined;
  readonly paused: boolean;
  readonly concurrency: number;
  readonly recycling: Recycling;
  /** What a worker is told beyond that. */
  readonly fixed: Pick<ConsumerOrder, 'guarantee' | 'retry' | 'startFrom'>;
}

/** Whose plan it is. */
export interface PlannedService {
  readonly name: string;
  readonly consumers: readonly ConsumerDescription[];
  /** By the consumer's name. */
  readonly settings: Readonly<Record<string, ConsumerSettings>>;
}

/**
 * How the consumers of a service are to run on a node: what operators want, else what the node's
 * configuration says, else the defaults. A drained node runs none.
 */
export function planConsumers(
  node: string,
  { name: service, consumers, settings }: PlannedService,
  desired: DesiredState,
): readonly ConsumerPlan[] {
  const isDrained = desired.isDrained(node);
  return consumers.map((consumer) => {
    const wanted = desired.ofConsumer(node, service, consumer.name);
    const own = settings[consumer.name] ?? {};
    return {
      ...consumer,
      processes: isDrained ? 0 : (wanted.processes ?? own.processes),
      paused: wanted.paused ?? false,
      concurrency: wanted.concurrency ?? own.concurrency ?? DEFAULT_CONSUMER_LIMITS.concurrency,
      recycling: wanted.recycling ?? own.recycling ?? {},
      fixed: fixedOf(own),
    };
  });
}

function fixedOf({ guarantee, retry, startFrom }: ConsumerSettings): ConsumerPlan['fixed'] {
  return {
    ...(guarantee !== undefined && { guarantee }),
    ...(retry !== undefined && { retry }),
    ...(startFrom !== undefined && { startFrom }),
  };
}
