import { statSync, watch, type FSWatcher } from 'node:fs';

/** Behind the file watch, whose events can be missed. */
const POLL_MS = 100;
/** Without a file watch (its kernel limits are used up) the poll is all there is. */
const POLL_UNWATCHED_MS = 10;
/** An event comes when a commit begins to be written; it can be read a moment later. */
const LOOK_AGAIN_MS = [1, 4] as const;
/** Polls between two looks whether the -wal file is still the one that is watched. */
const POLLS_PER_CHECK = 20;

/**
 * Wakes listeners when a database file has changed: at once after a commit of this process
 * (`notify`), by a watch on the -wal file after one of another, and by a poll behind both.
 * It watches while somebody listens, and wakes only when something was committed.
 */
export class ChangeWatch {
  readonly #walFile: string;
  readonly #version: () => number;
  readonly #listeners = new Set<() => void>();
  #watcher: FSWatcher | undefined;
  #watchedInode: number | undefined;
  #poll: NodeJS.Timeout | undefined;
  #polls = 0;
  #lookAgain: NodeJS.Timeout | undefined;
  #looking: NodeJS.Immediate | undefined;
  #seen = -1;

  /** `version` answers a number that changes with each commit of another connection; it may throw. */
  constructor(databaseFile: string, version: () => number) {
    this.#walFile = `${databaseFile}-wal`;
    this.#version = version;
  }

  /** Calls back, in a turn of the event loop of its own, after changes. Answers how to end it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) this.#stop();
    };
  }

  /** This process has committed. */
  notify(): void {
    if (this.#listeners.size > 0) this.#look();
  }

  #start(): void {
    this.#seen = this.#readVersion() ?? -1;
    this.#watch();
    this.#schedulePoll();
  }

  #stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#poll);
    clearTimeout(this.#lookAgain);
    clearImmediate(this.#looking);
    this.#lookAgain = this.#looking = undefined;
  }

  #watch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watchedInode = this.#inode();
    if (this.#watchedInode === undefined) return;
    try {
      this.#watcher = watch(this.#walFile, () => this.#look());
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      this.#unwatch();
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#watchedInode = undefined;
  }

  #inode(): number | undefined {
    return statSync(this.#walFile, { throwIfNoEntry: false })?.ino;
  }

  #schedulePoll(): void {
    this.#poll = setTimeout(
      () => {
        this.#polls += 1;
        if (this.#polls % POLLS_PER_CHECK === 0 && this.#inode() !== this.#watchedInode)
          this.#watch();
        this.#schedulePoll();
        this.#wakeIfChanged();
      },
      this.#watcher === undefined ? POLL_UNWATCHED_MS : POLL_MS,
    );
  }

  /** Looks once for all events of this turn of the event loop. */
  #look(): void {
    this.#looking ??= setImmediate(() => {
      this.#looking = undefined;
      if (!this.#wakeIfChanged()) this.#lookLater(0);
    });
  }

  #lookLater(step: number): void {
    const delay = LOOK_AGAIN_MS[step];
    if (delay === undefined || this.#lookAgain !== undefined) return;
    this.#lookAgain = setTimeout(() => {
      this.#lookAgain = undefined;
      if (!this.#wakeIfChanged()) this.#lookLater(step + 1);
    }, delay);
  }

  #wakeIfChanged(): boolean {
    const version = this.#readVersion();
    if (version === undefined || version === this.#seen) return false;
    this.#seen = version;
    for (const listener of this.#listeners) listener();
    return true;
  }

  #readVersion(): number | undefined {
    try {
      return this.#version();
    } catch {
      // Busy (another process recovers the file) or gone: the poll looks again.
      return undefined;
    }
  }
}
