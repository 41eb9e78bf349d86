import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import {
  EXIT_CODES,
  type GatewayOrder,
  type ProcessMessage,
  type WorkerOrder,
} from '@metamorphosis/contract';
import { backoffMs, within, type Logger } from '@metamorphosis/core';
import { describeHang } from './describe-hang.js';

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
  /** How it is begun. @default by `fork` of `node:child_process` */
  readonly fork?: Fork;
  readonly logger: Logger;
  /** How long it may take to close before it is killed. */
  readonly closeTimeoutMs: number;
  /** A program that was up for so long counts as sound: its next restart does not wait long. @default 10000 */
  readonly soundAfterMs?: number;
  /** Whether it is started again when it ends by itself with exit code 0, which says that somebody asked it to stop. @default 'always' */
  readonly restart?: 'always' | 'on-failure';
  /** Told each line that the program writes, without its end. @default its output is ours */
  readonly onLine?: (line: string) => void;
  /** Told everything that the program says beside its readiness. */
  readonly onMessage?: (message: ProcessMessage) => void;
  /** Called at every change of state. */
  readonly onChange?: (state: ProcessState) => void;
}

/** Begins a process with a channel to this one, as `fork` does. */
export type Fork = (module: string, args: string[], options: ForkOptions) => ChildProcess;

/** A program that failed so often in a row is in a crash loop: from then on it is started seldom. */
const CRASH_LOOP_AFTER = 5;
const CLEAN_EXIT = `exit code ${EXIT_CODES.stopped}`;
/** How long the channel of a process that has ended is read on. */
const LAST_WORDS_MS = 500;
const QUICK = { firstMs: 200, maxMs: 10_000 };
const SELDOM = { firstMs: 30_000, maxMs: 30_000 };

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
  private failures = 0;
  private starts = 0;
  private begunAt = new Date();
  private upSince: number | undefined;
  private learnt: Readonly<Record<string, unknown>> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastWords: string | undefined;
  private cutOff = false;

  constructor(private readonly options: ProcessOptions) {
    this.start();
  }

  get state(): ProcessState {
    return this.current;
  }

  get name(): string {
    return this.options.name;
  }

  /** The process that lives at the moment. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** When it was started last. */
  get startedAt(): Date {
    return this.begunAt;
  }

  /** How often it was started again. */
  get restarts(): number {
    return Math.max(0, this.starts - 1);
  }

  /** Failed again and again, and has not stayed up since. */
  get isCrashLooping(): boolean {
    return this.failures >= CRASH_LOOP_AFTER && this.current.kind !== 'stopped';
  }

  /** Was asked to stop, and left work in hand: it said so, or had to be killed at the deadline. */
  get wasCutOff(): boolean {
    return this.cutOff;
  }

  /** Sends it a message; one that cannot be sent is lost with the process. */
  send(message: WorkerOrder | GatewayOrder): void {
    const { child } = this;
    if (child?.connected === true) child.send(message, () => undefined);
  }

  private change(state: ProcessState): void {
    this.current = state;
    this.options.onChange?.(state);
  }

  private start(): void {
    const { module, args = [], env, restartEnv, cwd, onLine } = this.options;
    const output = onLine ? 'pipe' : 'inherit';
    this.starts += 1;
    this.begunAt = new Date();
    this.upSince = undefined;
    this.lastWords = undefined;
    const { fork: begin = fork } = this.options;
    const child = begin(module, [...args], {
      env: { ...env, ...(this.learnt && restartEnv?.(this.learnt)) },
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', output, output, 'ipc'],
    });
    if (onLine) readLines(child, onLine);
    this.child = child;
    this.change({ kind: 'starting', pid: child.pid });
    child.on('message', (message) => this.heard(child, message as ProcessMessage));
    child.once('error', (error) => this.ended(child, error.message));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      if (this.stopping || !child.connected) {
        this.ended(child, how);
        return;
      }
      // What it said last may still lie in the channel: why it failed, where it hung.
      child.once('disconnect', () => this.ended(child, how));
      setTimeout(() => this.ended(child, how), LAST_WORDS_MS);
    });
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
    else if (message.kind === 'hung') this.lastWords = describeHang(message);
    this.options.onMessage?.(message);
  }

  private ended(child: ChildProcess, how: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    if (this.stopping) {
      this.change({ kind: 'stopped' });
      return;
    }
    const { soundAfterMs = 10_000, restart = 'always', name, logger } = this.options;
    if (restart === 'on-failure' && how === CLEAN_EXIT) {
      logger.warn({}, `${name} was stopped by somebody else; it is not started again`);
      this.change({ kind: 'stopped' });
      return;
    }
    const upMs = this.upSince === undefined ? 0 : performance.now() - this.upSince;
    this.failures = upMs > soundAfterMs ? 1 : this.failures + 1;
    const backoff = this.failures >= CRASH_LOOP_AFTER ? SELDOM : QUICK;
    const waitMs = Math.round(backoffMs(backoff, this.failures));
    const reason = this.lastWords ?? how;
    logger.error(
      { how, waitMs, restarts: this.failures, reason },
      `${name} ended (${how}); starting it again in ${waitMs} ms`,
    );
    this.change({ kind: 'waiting', restarts: this.failures, reason });
    this.timer = setTimeout(() => this.start(), waitMs);
  }

  /** Asks it to stop, once; kills it at the deadline. Resolves when it is gone. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  /** Ends it at once, also when it was asked to stop before. Resolves when it is gone. */
  kill(): Promise<void> {
    const gone = this.stop();
    this.child?.kill('SIGKILL');
    return gone;
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const { child } = this;
    if (!child) {
      this.change({ kind: 'stopped' });
      return;
    }
    const gone = new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        this.cutOff ||= code === EXIT_CODES.cutOff;
        resolve();
      });
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
    this.cutOff = true;
    child.kill('SIGKILL');
    await gone;
  }
}

function readLines({ stdout, stderr }: ChildProcess, onLine: (line: string) => void): void {
  const streams = [stdout, stderr].filter((stream): stream is Readable => stream !== null);
  for (const input of streams) createInterface({ input }).on('line', onLine);
}
