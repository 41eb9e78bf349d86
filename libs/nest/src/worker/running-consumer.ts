import { HEADERS, type ConsumerOrder, type ConsumerStatus } from '@metamorphosis/contract';
import {
  acquit,
  Consumer,
  DEFAULT_CONSUMER_LIMITS,
  Singly,
  type Deliver,
  type DeliveryTally,
  type LogHealth,
  type LogRecord,
  type TopicPartition,
} from '@metamorphosis/core';
import type { ServiceAdapters } from '../service/service-adapters.js';
import type { ConsumerPlan } from './consumer-plan.js';
import { watched, type Hangs } from './hangs.js';
import { fromTheEnd } from './start-from.js';

const NOBODY: ReadonlySet<string> = new Set();

/** What a running consumer is made of. */
export interface RunningConsumerOptions {
  readonly plan: ConsumerPlan;
  readonly order: ConsumerOrder;
  readonly adapters: ServiceAdapters;
  readonly deliverWith: (tally: DeliveryTally) => Deliver;
  /** Owners of leases whose death is not to be held against any record. */
  readonly endedOnPurpose?: () => ReadonlySet<string>;
  /** Told which record is worked on, so that a hang is told as its own. */
  readonly hangs?: Hangs;
  /** Called when it has joined its group, lost it, or left it. */
  readonly onChange: () => void;
}

/** One for the process: a record that is handled singly must be the only suspect when it dies. */
const singly = new Singly();

/** One consumer of this process, from its start until it has left its group. */
export class RunningConsumer {
  readonly consumer: Consumer;
  private hasJoined = false;
  private full: readonly TopicPartition[] = [];
  private concurrency: number;
  private leaving: Promise<void> | undefined;

  constructor(private readonly options: RunningConsumerOptions) {
    const { plan, order, adapters, deliverWith } = options;
    const { log, settings, logger, store } = adapters;
    const tally: DeliveryTally = { retries: 0, deadLetters: 0 };
    this.concurrency = order.concurrency ?? DEFAULT_CONSUMER_LIMITS.concurrency;
    const check = adapters.readiness.check(this.checkName);
    this.consumer = new Consumer({
      log,
      name: plan.name,
      group: plan.group,
      topics: plan.topics,
      deliver: watched(deliverWith(tally), plan.name, options.hangs),
      tally,
      paused: order.paused,
      ...(order.startFrom === 'latest' && { startAt: fromTheEnd(log, plan.group) }),
      offsets: isAtMostOnce(plan) ? 'first' : 'after',
      claim: async (key) =>
        acquit(await store.takeLease(key, settings.instance), options.endedOnPurpose?.() ?? NOBODY),
      retries: {
        store,
        singly,
        concerns: concernOf(plan),
        onFull: (partitions) => this.standsStill(partitions),
      },
      limits: { drainTimeoutMs: settings.drainTimeoutMs, concurrency: this.concurrency },
      onHealth: (health: LogHealth) => {
        // What leaves says nothing about readiness any more.
        if (this.leaving) return;
        this.hasJoined = health.state === 'up';
        if (health.state === 'up') check.up();
        else check.down(String(health.reason));
        options.onChange();
      },
      logger,
    });
  }

  /** A key has too many records in the retry table: its partition takes no more. */
  private standsStill(partitions: readonly TopicPartition[]): void {
    this.full = this.leaving ? [] : partitions;
    const check = this.options.adapters.readiness.check(this.fullCheckName);
    const { length } = this.full;
    if (length === 0) check.remove();
    else check.down(`${length} partitions wait for a key with too many records to be retried`);
  }

  private get fullCheckName(): string {
    return `retry table of ${this.options.plan.name}`;
  }

  private get checkName(): string {
    return `consumer ${this.options.plan.name}`;
  }

  /** A member of its group, connected. */
  get joined(): boolean {
    return this.hasJoined && !this.leaving;
  }

  get isLeaving(): boolean {
    return this.leaving !== undefined;
  }

  /** Takes new settings over while it runs. */
  tune({ paused, concurrency = DEFAULT_CONSUMER_LIMITS.concurrency }: ConsumerOrder): void {
    if (paused) this.consumer.pause();
    else this.consumer.resume();
    if (concurrency === this.concurrency) return;
    this.concurrency = concurrency;
    this.consumer.setConcurrency(concurrency);
  }

  /** Finishes what it has in hand, commits, leaves its group. */
  leave(): Promise<void> {
    this.leaving ??= this.consumer.close().finally(() => {
      this.options.adapters.readiness.check(this.checkName).remove();
      this.options.adapters.readiness.check(this.fullCheckName).remove();
    });
    return this.leaving;
  }

  status(): ConsumerStatus {
    const { name, group, topics } = this.options.plan;
    const { handled, longest: _, ...figures } = this.consumer.figures();
    return {
      name,
      group,
      topics,
      joined: this.joined,
      paused: this.consumer.isPaused,
      concurrency: this.concurrency,
      partitions: this.consumer.partitions,
      recordsHandled: handled,
      fullPartitions: this.full,
      ...figures,
    };
  }
}

function isAtMostOnce(plan: ConsumerPlan): boolean {
  return plan.kind === 'events' && plan.metadata.guarantee === 'at-most-once';
}

/** Records that an event consumer passes over do not wait behind those of their key; what names no type is looked at. */
function concernOf(plan: ConsumerPlan): (record: LogRecord) => boolean {
  if (plan.kind === 'commands') return () => true;
  const types = new Set<string | undefined>(plan.metadata.events.map(({ type }) => type));
  types.add(undefined);
  return ({ headers }) => types.has(headers[HEADERS.type]);
}
