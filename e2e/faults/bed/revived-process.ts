import type { ManagedProcess } from '../../platform/managed-process.js';

/** How soon a process that ended is started again: as soon as its supervisor would. */
const REVIVE_MS = 200;

/** A process that is started again whenever it ends unasked, as a supervisor does. */
export class RevivedProcess {
  private current: ManagedProcess;
  private runs = 0;
  private stopped = false;
  private reviving: Promise<unknown> | undefined;
  private readonly deaths: (() => void)[] = [];

  /** `make` makes the process of each run, counted from 0. */
  constructor(private readonly make: (run: number) => ManagedProcess) {
    this.current = make(0);
  }

  /** Starts it; resolves once it is up. */
  async start(): Promise<void> {
    this.watch();
    await this.current.start();
  }

  get pid(): number {
    return this.current.pid;
  }

  /** How often it was started again. */
  get revivals(): number {
    return this.runs;
  }

  /** Everything that all of its runs wrote. */
  get output(): string {
    return [...this.past, this.current.output].join('\n');
  }
  private readonly past: string[] = [];

  /** Resolves at its next death. */
  death(): Promise<void> {
    return new Promise((resolve) => this.deaths.push(resolve));
  }

  /** Sends a signal; to a stopped process, SIGCONT among them. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Resolves once the run that is under way is up. */
  async up(): Promise<void> {
    await this.reviving;
  }

  private watch(): void {
    this.current.onExit = () => {
      for (const resolve of this.deaths.splice(0)) resolve();
      if (this.stopped) return;
      this.reviving = this.revive();
    };
  }

  private async revive(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, REVIVE_MS));
    if (this.stopped) return;
    this.runs += 1;
    this.past.push(this.current.output);
    this.current = this.make(this.runs);
    this.watch();
    // One that ends before it is up is tried again by its exit.
    await this.current.start().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.current.stop();
  }
}
