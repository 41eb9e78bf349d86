import type { Renewal } from './dev-platform.js';

/** Gathers what is to run anew while the renewal before is under way; they never overlap. */
export class Renewals {
  private readonly services = new Set<string>();
  private gateway = false;
  private since: number | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly renew: (renewal: Renewal) => Promise<void>) {}

  /** `renew` is called with it as soon as the one before has ended. */
  ask({ services, gateway, since }: Renewal): void {
    for (const name of services) this.services.add(name);
    this.gateway ||= gateway;
    this.since ??= since;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.since !== undefined) {
      const renewal = {
        services: new Set(this.services),
        gateway: this.gateway,
        since: this.since,
      };
      this.services.clear();
      this.gateway = false;
      this.since = undefined;
      await this.renew(renewal);
    }
  }
}
