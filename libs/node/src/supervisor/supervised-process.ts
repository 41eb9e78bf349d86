import { fork, type ChildProcess } from 'node:child_process';
import type { ProcessMessage } from '@metamorphosis/contract';
import { backoffMs, within, type Logger } from '@metamorphosis/core';

/** Which program to keep running. */
export interface ProcessOptions {
  /** For logs and people: `orders worker`. */
  readonly name: string;
  /** The module to run. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a restart gets in place of `env`'s, from the facts of the run before: where it listened, for one. */
  readonly restartEnv?: (
    facts: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly logger: Logger;
  /** How long it may take to close before it is killed. */
  readonly closeTimeoutMs: number;
  /** A program that was up for so long counts as sound: its next restart does not wait long. @default 10000 */
  readonly soundAfterMs?: number;
  /** Called at every change of state. */
  readonly onChange?: (state: ProcessState) => void;
}

/** Where a supervised process stands. */
export type ProcessState =
  | { readonly kind: 'starting'; readonly pid: number | undefined }
  | {
      readonly kind: 'up';
      readonly pid: number;
      readonly facts: Readonly<Record<string, unknown>>;
      readonly ready: boolean;
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'waiting'; readonly restarts: number; readonly reason: string }
  | { readonly kind: 'stopped' };

/**
 * Keeps one child process running: restarts it with a growing pause when it ends unasked. Its output
 * goes to ours. Ends with `stop()`.
 */
export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private current: ProcessState = { kind: 'starting', pid: undefined };
  private stopping: Promise<void> | undefined;
  private restarts = 0;
  private upSince: number | undefined;
  private learnt: Readonly<Record<string, unknown>> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastWords: string | undefined;

  constructor(private readonly options: ProcessOptions) {
    this.start();
  }

  get state(): ProcessState {
    return this.current;
  }

  get name(): string {
    return this.options.name;
  }

  private change(state: ProcessState): void {
    this.current = state;
    this.options.onChange?.(state);
  }

  private start(): void {
    const { module, args = [], env, restartEnv, cwd } = this.options;
    this.upSince = undefined;
    this.lastWords = undefined;
    const child = fork(module, [...args], {
      env: { ...env, ...(this.learnt && restartEnv?.(this.learnt)) },
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child = child;
    this.change({ kind: 'starting', pid: child.pid });
    child.on('message', (message) => this.heard(child, message as ProcessMessage));
    child.once('error', (error) => this.ended(child, error.message));
    child.once('exit', (code, signal) =>
      this.ended(child, signal === null ? `exit code ${code}` : `signal ${signal}`),
    );
  }

  private heard(child: ChildProcess, message: ProcessMessage): void {
    const { pid } = child;
    if (child !== this.child || pid === undefined) return;
    if (message.kind === 'ready') {
      this.upSince = performance.now();
      this.learnt = message.facts;
      this.change({ kind: 'up', pid, facts: message.facts, ready: true, reasons: [] });
    } else if (message.kind === 'readiness' && this.current.kind === 'up') {
      this.change({ ...this.current, ready: message.ready, reasons: message.reasons });
    } else if (message.kind === 'failed') this.lastWords = message.message;
  }

  private ended(child: ChildProcess, how: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    if (this.stopping) {
      this.change({ kind: 'stopped' });
      return;
    }
    const { soundAfterMs = 10_000 } = this.options;
    const upMs = this.upSince === undefined ? 0 : performance.now() - this.upSince;
    this.restarts = upMs > soundAfterMs ? 1 : this.restarts + 1;
    const waitMs = Math.round(backoffMs({ firstMs: 200, maxMs: 10_000 }, this.restarts));
    const reason = this.lastWords ?? how;
    const { name, logger } = this.options;
    logger.error(
      { how, waitMs, restarts: this.restarts, reason },
      `${name} ended (${how}); starting it again in ${waitMs} ms`,
    );
    this.change({ kind: 'waiting', restarts: this.restarts, reason });
    this.timer = setTimeout(() => this.start(), waitMs);
  }

  /** Asks it to stop, once; kills it at the deadline. Resolves when it is gone. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const { child } = this;
    if (!child) {
      this.change({ kind: 'stopped' });
      return;
    }
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      // One that could not be started has no exit.
      child.once('error', () => resolve());
    });
    child.kill('SIGTERM');
    const { closeTimeoutMs, name, logger } = this.options;
    const late = await within(
      gone.then(() => false),
      closeTimeoutMs,
      true,
    );
    if (!late) return;
    logger.error({ closeTimeoutMs }, `${name} did not stop in time; killing it`);
    child.kill('SIGKILL');
    await gone;
  }
}
