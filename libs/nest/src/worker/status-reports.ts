import type { WorkerStatus } from '@metamorphosis/contract';
import { tellSupervisor } from './supervisor-link.js';
import type { Worker } from './worker.js';

const EVERY_MS = 1000;

/** Tells the supervisor each second how the worker is doing, and at once when orders have come into effect. */
export class StatusReports {
  private readonly timer: NodeJS.Timeout;
  private queued = false;
  private cpu = process.cpuUsage();
  private cpuAt = performance.now();
  private share = 0;

  constructor(private readonly worker: Worker) {
    this.timer = setInterval(() => this.report(), EVERY_MS);
    worker.onChange(() => this.soon());
  }

  /** Several changes in one go are one report. */
  private soon(): void {
    if (this.queued) return;
    this.queued = true;
    setImmediate(() => {
      this.queued = false;
      this.report();
    });
  }

  report(): void {
    void tellSupervisor({ kind: 'status', status: this.status() });
  }

  private status(): WorkerStatus {
    const currentRecord = this.worker.longest();
    const { backlog } = this.worker;
    return {
      memoryBytes: process.memoryUsage.rss(),
      cpu: this.cpuShare(),
      consumers: this.worker.status(),
      ...(currentRecord && { currentRecord }),
      ...(backlog && { backlog }),
    };
  }

  /** Of one core, since it was last measured; reports that follow each other closely share a measurement. */
  private cpuShare(): number {
    const elapsedMs = performance.now() - this.cpuAt;
    if (elapsedMs < EVERY_MS / 2) return this.share;
    const { user, system } = process.cpuUsage(this.cpu);
    this.share = (user + system) / 1000 / elapsedMs;
    this.cpu = process.cpuUsage();
    this.cpuAt = performance.now();
    return this.share;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
