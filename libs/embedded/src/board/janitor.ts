import { setTimeout as pause } from 'node:timers/promises';
import type { BoardRetention } from '@metamorphosis/core';
import type { DatabaseFile } from '../sqlite/database-file.js';
import { purgeNotices } from './notices.js';
import { sweepOutcomes } from './outcomes.js';
import { sweepPresences } from './presences.js';
import { listStreams, sweepStream } from './streams.js';

/** Notices are read within milliseconds; a process that was stopped for longer is told that it missed some. */
const NOTICE_MS = 10_000;
/** A process cleans up after so many writes of its own: who writes much cleans much. */
const CLEAN_AFTER_WRITES = 500;
/** And a board that rests is cleaned slowly. */
const REST_MS = 60_000;
const NOTICE_STEP = 1000;
const OUTCOME_STEP = 1000;
const STEP_PAUSE_MS = 5;

/** Deletes what the retention does not keep, in small steps. */
export class Janitor {
  readonly #file: DatabaseFile;
  readonly #retention: BoardRetention;
  readonly #timer: NodeJS.Timeout;
  #writes = 0;
  #cleaning: Promise<void> | undefined;
  #stopped = false;
  #sweptTo = '';

  constructor(file: DatabaseFile, retention: BoardRetention) {
    this.#file = file;
    this.#retention = retention;
    this.#timer = setInterval(() => this.#clean(true), REST_MS).unref();
  }

  /** To be called at each write. */
  wrote(): void {
    this.#writes += 1;
    if (this.#writes >= CLEAN_AFTER_WRITES) this.#clean(false);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#cleaning;
  }

  #clean(all: boolean): void {
    this.#writes = 0;
    // A failure is told by whoever writes next; a later round tries again.
    this.#cleaning ??= this.#round(all)
      .catch(() => undefined)
      .finally(() => (this.#cleaning = undefined));
  }

  async #round(all: boolean): Promise<void> {
    await this.#repeat(() => this.#file.write((db) => purgeNotices(db, NOTICE_MS, NOTICE_STEP)));
    this.#sweptTo = await this.#file.write(
      (db) => sweepOutcomes(db, this.#sweptTo, OUTCOME_STEP) ?? '',
    );
    if (!all) return;
    const { streamMs } = this.#retention;
    for (const stream of await this.#file.read(listStreams))
      await this.#repeat(() => this.#file.write((db) => sweepStream(db, stream, streamMs)));
    await this.#file.write(sweepPresences);
  }

  async #repeat(step: () => Promise<boolean>): Promise<void> {
    while (!this.#stopped && (await step())) await pause(STEP_PAUSE_MS, undefined, { ref: false });
  }
}
