/** The topic of desired state: one partition, compacted; every node reads it whole, as a group of its own. */
export const SERVICE_WEB_TOPIC = 'metamorphosis.service-web';

/** When a worker process is replaced by a fresh one. What is absent sets no limit. */
export interface Recycling {
  /** After so many records. */
  readonly afterRecords?: number;
  /** A random part of `afterRecords` and `maxAgeMs` by which each worker goes earlier, 0 to 1. @default 0.1 */
  readonly jitter?: number;
  readonly maxAgeMs?: number;
  readonly maxMemoryBytes?: number;
}

/** What an operator can want of a consumer, each a value of its own: setting one leaves the others alone. */
export interface ConsumerWishes {
  /** Worker processes of its own, on each node that is meant. */
  readonly processes: number;
  /** Records handled at once in one process. */
  readonly concurrency: number;
  readonly paused: boolean;
  readonly recycling: Recycling;
}

/** What an operator can want of a node. */
export interface NodeWishes {
  /** A drained node runs no workers. */
  readonly drained: boolean;
}

/**
 * One value of desired state. The newest of its key stands; its version is its offset. Where one for
 * all nodes and one for a node contradict each other, the higher version wins.
 */
export type Wish = {
  /** The node it is for; null: all. */
  readonly node: string | null;
  /** RFC 3339. */
  readonly at: string;
  /** Who asked for it, as far as it is known. */
  readonly by?: string;
} & (ConsumerWish | NodeWish);

/** A wish about a consumer; a null value takes it back: what the node's configuration says holds again. */
export type ConsumerWish = {
  readonly [Setting in keyof ConsumerWishes]: {
    readonly service: string;
    readonly consumer: string;
    readonly setting: Setting;
    readonly value: ConsumerWishes[Setting] | null;
  };
}[keyof ConsumerWishes];

/** A wish about a node. */
export type NodeWish = {
  readonly [Setting in keyof NodeWishes]: {
    readonly setting: Setting;
    readonly value: NodeWishes[Setting] | null;
  };
}[keyof NodeWishes];

/** The key under which a wish stands in the topic. */
export function wishKey(wish: Wish): string {
  const node = wish.node ?? '*';
  return 'consumer' in wish
    ? `${wish.setting}/${wish.service}/${wish.consumer}/${node}`
    : `${wish.setting}/${node}`;
}
