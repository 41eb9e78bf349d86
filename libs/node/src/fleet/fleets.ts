import { DesiredState, type Logger } from '@metamorphosis/core';
import { planConsumers, type PlannedService } from '../plan/consumer-plan.js';
import type { EndedWorkers } from './ended-workers.js';
import { ServiceFleet } from './service-fleet.js';

/** A service whose workers a node runs. */
export interface FleetService extends PlannedService {
  /** The worker's module. */
  readonly module: string;
}

/** What the workers of a node need. */
export interface FleetsOptions {
  readonly node: string;
  readonly services: readonly FleetService[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly drainTimeoutMs: number;
  readonly ended: EndedWorkers;
  readonly logger: Logger;
}

/** All workers of a node, service by service, following what operators want. */
export class Fleets {
  private readonly fleets: readonly ServiceFleet[];
  private readonly listeners = new Set<() => void>();
  private desired = new DesiredState();

  constructor(private readonly options: FleetsOptions) {
    const { services, env, drainTimeoutMs, ended, logger } = options;
    this.fleets = services.map(
      ({ name, module }) =>
        new ServiceFleet({
          service: name,
          module,
          env,
          closeTimeoutMs: drainTimeoutMs + 6000,
          ended,
          onChange: () => this.changed(),
          logger,
        }),
    );
    ended.onChange(() => {
      for (const fleet of this.fleets) fleet.tellOrders();
    });
  }

  get all(): readonly ServiceFleet[] {
    return this.fleets;
  }

  of(service: string): ServiceFleet | undefined {
    return this.fleets.find((fleet) => fleet.service === service);
  }

  /** The version of desired state that is being followed; -1: none. */
  get version(): number {
    return this.desired.version;
  }

  get isDrained(): boolean {
    return this.desired.isDrained(this.options.node);
  }

  /** Brings all workers in line with what is wanted now. */
  adopt(desired: DesiredState): void {
    this.desired = desired;
    const { services, node } = this.options;
    for (const service of services) {
      this.of(service.name)?.follow(planConsumers(node, service, desired));
    }
    // Also what changes no worker is to be told: the version has moved.
    this.changed();
  }

  private changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Calls back whenever anything about a worker has changed. Answers how to stop that. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Resolves with true once `check` is true, with false at `deadline` (milliseconds since the epoch).
   * Asked again at each change.
   */
  until(check: () => boolean, deadline: number): Promise<boolean> {
    if (check()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (answer: boolean): void => {
        clearTimeout(fuse);
        stop();
        resolve(answer);
      };
      const stop = this.onChange(() => {
        if (check()) end(true);
      });
      const fuse = Number.isFinite(deadline)
        ? setTimeout(() => end(false), Math.max(0, deadline - Date.now()))
        : undefined;
    });
  }

  /** Ends every worker at once, and starts no others. */
  async kill(): Promise<void> {
    await Promise.all(this.fleets.map((fleet) => fleet.kill()));
  }

  /** Lets every worker finish, commit and leave. */
  async close(): Promise<void> {
    await Promise.all(this.fleets.map((fleet) => fleet.close()));
  }
}
