import {
  within,
  type Assignment,
  type Logger,
  type LogHealth,
  type LogListener,
  type LogRecord,
} from '@metamorphosis/core';

/** Calls a listener so that what it throws stays with it. */
export class ListenerGuard {
  readonly #listener: LogListener;
  readonly #logger: Logger;

  constructor(listener: LogListener, logger: Logger) {
    this.#listener = listener;
    this.#logger = logger;
  }

  assigned(assignment: Assignment): void {
    this.#call('onAssigned', () => this.#listener.onAssigned(assignment));
  }

  records(assignment: Assignment, records: readonly LogRecord[]): void {
    this.#call('onRecords', () => this.#listener.onRecords(assignment, records));
  }

  health(health: LogHealth): void {
    this.#call('onHealth', () => this.#listener.onHealth(health));
  }

  /** Waits for `onRevoked`, at most `timeoutMs`. Never rejects. */
  async revoked(assignment: Assignment, timeoutMs: number): Promise<void> {
    try {
      const answered = this.#listener.onRevoked(assignment).then(() => true);
      if (await within(answered, timeoutMs, false)) return;
      const { topic, partition } = assignment;
      this.#logger.warn({ topic, partition, timeoutMs }, 'a revocation was not waited for');
    } catch (error) {
      this.#logger.error({ err: error }, 'onRevoked failed');
    }
  }

  #call(name: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#logger.error({ err: error }, `${name} threw`);
    }
  }
}
