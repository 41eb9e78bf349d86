import type { INestApplicationContext } from '@nestjs/common';
import type {
  ConsumerOrder,
  ConsumerStatus,
  RecordInHand,
  StoreBacklog,
} from '@metamorphosis/contract';
import { background, createNotifier, Publisher, Purger, type Store } from '@metamorphosis/core';
import type { ServiceAdapters } from '../service/service-adapters.js';
import type { ServiceModuleOptions } from '../service/service-module.js';
import { BacklogWatch } from './backlog-watch.js';
import type { ConsumerPlan } from './consumer-plan.js';
import { deliveryOf, type DeliveryParts } from './delivery-of.js';
import { recordInHand } from './record-in-hand.js';
import { RunningConsumer, type RunningConsumerOptions } from './running-consumer.js';

/**
 * The consumers of a service in this process, and its publisher. Runs none until it is told to; from
 * then on what it was told last.
 */
export class Worker {
  private readonly running = new Map<string, RunningConsumer>();
  private readonly parts: DeliveryParts;
  private readonly publisher: Publisher;
  private readonly purger: Purger;
  private readonly backlogWatch: BacklogWatch;
  private readonly listeners = new Set<() => void>();
  private orders: readonly ConsumerOrder[] = [];
  private closing: Promise<void> | undefined;

  constructor(
    app: INestApplicationContext,
    service: ServiceModuleOptions,
    private readonly plans: readonly ConsumerPlan[],
    private readonly adapters: ServiceAdapters,
    private readonly supervision: Pick<RunningConsumerOptions, 'hangs' | 'endedOnPurpose'> = {},
  ) {
    const { log, board, settings, logger } = adapters;
    // Authors' transactions are typed by their own tables; from here on nobody looks into them.
    const store = adapters.store as unknown as Store<never>;
    const notifier = createNotifier(board, store, logger);
    this.parts = { app, service, adapters, store, notifier };
    this.publisher = new Publisher({ store, log, board, owner: settings.instance, logger });
    this.purger = new Purger({
      ...{ store, log, logger },
      consumers: plans.map((plan) => ({ ...plan, trims: plan.kind === 'commands' })),
      isResponsible: () => this.publisher.isPublishing,
    });
    this.backlogWatch = new BacklogWatch({
      ...{ store, logger, publisher: this.publisher },
      consumers: plans.map(({ name }) => name),
    });
  }

  /** What waits in the service's store, when this process publishes for it. */
  get backlog(): StoreBacklog | undefined {
    return this.backlogWatch.backlog;
  }

  /** The consumers that run, and those that are leaving. */
  get consumers(): ReadonlyMap<string, RunningConsumer> {
    return this.running;
  }

  /** Calls back when a consumer has joined its group, lost it, or left it. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /**
   * Runs these consumers from now on, and no others: starts what is missing, lets leave what is not
   * named, tunes the rest. Resolves when that is in effect, or newer orders are.
   */
  run(orders: readonly ConsumerOrder[]): Promise<void> {
    const known = new Set(this.plans.map(({ name }) => name));
    const unknown = orders.filter(({ name }) => !known.has(name));
    if (unknown.length > 0) {
      const names = unknown.map(({ name }) => name).join(', ');
      this.adapters.logger.error({ unknown }, `there is no consumer ${names} here; passed over`);
    }
    this.orders = orders.filter(({ name }) => known.has(name));
    this.adjust();
    return this.settled();
  }

  private adjust(): void {
    if (this.closing) return;
    const wanted = new Map(this.orders.map((order) => [order.name, order]));
    for (const [name, consumer] of this.running) {
      if (!wanted.has(name) && !consumer.isLeaving) this.dismiss(name, consumer);
    }
    for (const order of this.orders) {
      const consumer = this.running.get(order.name);
      // One that is leaving is started again once it has left.
      if (!consumer) this.start(order);
      else if (!consumer.isLeaving) consumer.tune(order);
    }
    this.changed();
  }

  private start(order: ConsumerOrder): void {
    const plan = this.plans.find(({ name }) => name === order.name) as ConsumerPlan;
    const consumer = new RunningConsumer({
      plan,
      order,
      adapters: this.adapters,
      deliverWith: (tally) => deliveryOf(this.parts, plan, order, tally),
      ...this.supervision,
      onChange: () => this.changed(),
    });
    this.running.set(plan.name, consumer);
  }

  private dismiss(name: string, consumer: RunningConsumer): void {
    const left = consumer.leave().finally(() => {
      this.running.delete(name);
      this.adjust();
    });
    background(`leaving of ${name}`, this.adapters.logger, left);
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private settled(): Promise<void> {
    const isSettled = (): boolean =>
      this.closing !== undefined ||
      (this.running.size === this.orders.length &&
        [...this.running.values()].every(({ joined }) => joined));
    if (isSettled()) return Promise.resolve();
    return new Promise((resolve) => {
      const listener = (): void => {
        if (!isSettled()) return;
        this.listeners.delete(listener);
        resolve();
      };
      this.listeners.add(listener);
    });
  }

  /** How the consumers are doing. */
  status(): readonly ConsumerStatus[] {
    return [...this.running.values()].map((consumer) => consumer.status());
  }

  /** Whether a consumer had records in hand when its time to leave was over. */
  get wasCutOff(): boolean {
    return [...this.running.values()].some(({ consumer }) => consumer.leftInHand > 0);
  }

  /** The record that has been in a handler longest. */
  longest(): RecordInHand | undefined {
    let longest: RecordInHand | undefined;
    let first = Number.POSITIVE_INFINITY;
    for (const [name, { consumer }] of this.running) {
      const found = consumer.figures().longest;
      if (!found || found.since >= first) continue;
      first = found.since;
      longest = recordInHand(name, found.record, found.since);
    }
    return longest;
  }

  /** Stops taking, finishes what is in hand, commits, leaves. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    await Promise.all([...this.running.values()].map((consumer) => consumer.leave()));
    // What the consumers committed last is told and published before the process goes.
    await this.parts.notifier.close();
    await this.purger.close();
    await this.backlogWatch.close();
    await this.publisher.close();
    this.changed();
  }
}
