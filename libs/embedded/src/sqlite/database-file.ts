import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { errors } from '@metamorphosis/contract';
import { ChangeWatch } from './change-watch.js';
import { Connection } from './connection.js';
import { applySchema, type FileSchema } from './file-schema.js';
import { fileUnavailable, isBusy, toCallerError } from './sqlite-errors.js';
import { WriteQueue } from './write-queue.js';

/** What one process shares of one file. */
interface Shared {
  readonly path: string;
  readonly inode: number;
  readonly writer: Connection;
  readonly reader: Connection;
  readonly queue: WriteQueue;
  readonly changes: ChangeWatch;
}

/** Options of a database file. */
export interface DatabaseFileOptions {
  readonly file: string;
  /** How long a write waits for other processes before it rejects with UNAVAILABLE. @default 30000 */
  readonly lockTimeoutMs?: number;
}

const opened = new Map<string, { shared: Promise<Shared>; users: number }>();

/**
 * A handle on an SQLite file. All handles of a process on one file share one writing connection,
 * one reading connection and one watch: a second writer in the same process would freeze the event
 * loop, because the first could not commit.
 */
export class DatabaseFile {
  readonly #schema: FileSchema;
  readonly #lockTimeoutMs: number;
  /** The file's absolute path. */
  readonly path: string;
  #shared: Promise<Shared> | undefined;
  #ready: Shared | undefined;
  #waiting = 0;
  #closed = false;

  constructor(options: DatabaseFileOptions, schema: FileSchema) {
    this.path = resolve(options.file);
    this.#lockTimeoutMs = options.lockTimeoutMs ?? 30_000;
    this.#schema = schema;
  }

  /** Opens the file, making it when it is missing. Rejects with UNAVAILABLE; the next call tries again. */
  open(): Promise<void> {
    return this.#use(() => Promise.resolve());
  }

  /** Writes; see {@link WriteQueue.write}. Calls take effect in the order in which they were made. */
  write<T>(job: (db: Connection) => T): Promise<T> {
    return this.#use(({ queue }) => queue.write(job));
  }

  /** Runs `work` alone in a transaction; see {@link WriteQueue.exclusive}. */
  exclusive<T>(work: (db: Connection) => Promise<T>, mayShare?: () => boolean): Promise<T> {
    return this.#use(({ queue }) => queue.exclusive(work, mayShare));
  }

  /** Reads. `query` must be synchronous; it sees what was committed before. */
  read<T>(query: (db: Connection) => T): Promise<T> {
    return this.#use(({ reader }) =>
      withPatience(this.path, this.#lockTimeoutMs, () => query(reader)),
    );
  }

  /** Reads at once. Only after `open` has resolved; throws SQLite's own errors. */
  readNow<T>(query: (db: Connection) => T): T {
    if (this.#ready === undefined) throw fileUnavailable(this.path, 'not open');
    return query(this.#ready.reader);
  }

  /** A reading connection for the caller alone, who closes it. */
  newReader(): Promise<Connection> {
    return this.#use(() =>
      withPatience(
        this.path,
        this.#lockTimeoutMs,
        () => new Connection(this.path, { mode: 'read' }),
      ),
    );
  }

  /** Calls back after commits of any process. Only after `open` has resolved. */
  onChange(listener: () => void): () => void {
    if (this.#ready === undefined) throw fileUnavailable(this.path, 'not open');
    return this.#ready.changes.subscribe(listener);
  }

  /** Resolves when the file can be read and is still the one that was opened. */
  async ping(): Promise<void> {
    const inode = await this.#use((shared) => Promise.resolve(shared.inode));
    if (statSync(this.path, { throwIfNoEntry: false })?.ino !== inode)
      throw fileUnavailable(this.path, 'it was removed or replaced while in use');
    await this.read((db) => db.get('SELECT count(*) FROM sqlite_schema'));
  }

  /** Resolves when what this process has written is committed, and the file is let go of. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Calls that wait for the file to be opened come before this continuation.
    const shared = await this.#shared?.catch(() => undefined);
    if (shared === undefined) return;
    await shared.queue.flush();
    this.#ready = undefined;
    await release(shared);
  }

  #use<T>(work: (shared: Shared) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(errors.CLOSED([`The SQLite file ${this.path}`]));
    if (this.#ready !== undefined && this.#waiting === 0) return work(this.#ready);
    // Once opened, those that waited go first: calls keep their order.
    this.#waiting += 1;
    return this.#open().then(
      (shared) => {
        this.#waiting -= 1;
        return work(shared);
      },
      (error: unknown) => {
        this.#waiting -= 1;
        throw error;
      },
    );
  }

  #open(): Promise<Shared> {
    this.#shared ??= this.#acquire().catch((error: unknown) => {
      this.#shared = undefined;
      throw error;
    });
    return this.#shared;
  }

  async #acquire(): Promise<Shared> {
    const shared = await acquire(this.path, this.#lockTimeoutMs);
    try {
      await applySchema(shared.queue, shared.reader, this.path, this.#schema);
    } catch (error) {
      await release(shared);
      throw toCallerError(this.path, error);
    }
    this.#ready = shared;
    return shared;
  }
}

async function acquire(file: string, lockTimeoutMs: number): Promise<Shared> {
  const path = makeDirectory(file);
  let entry = opened.get(path);
  if (entry === undefined) {
    entry = { shared: openShared(path, lockTimeoutMs), users: 0 };
    opened.set(path, entry);
  }
  entry.users += 1;
  try {
    return await entry.shared;
  } catch (error) {
    if (opened.get(path) === entry) opened.delete(path);
    throw error;
  }
}

/** Answers the one name of the file, whatever links lead to it. */
function makeDirectory(file: string): string {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return join(realpathSync(dirname(file)), basename(file));
  } catch (error) {
    const reason = `its directory cannot be used: ${(error as Error).message}`;
    throw fileUnavailable(file, reason, error);
  }
}

async function release(shared: Shared): Promise<void> {
  const entry = opened.get(shared.path);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  opened.delete(shared.path);
  await shared.queue.close();
  shared.reader.close();
  shared.writer.close();
}

async function openShared(path: string, lockTimeoutMs: number): Promise<Shared> {
  const open = <T>(make: () => T) => withPatience(path, lockTimeoutMs, make);
  const writer = await open(() => new Connection(path, { mode: 'write' }));
  const reader = await open(() => new Connection(path, { mode: 'read' }));
  const changes = new ChangeWatch(path, () => reader.dataVersion());
  const queue = new WriteQueue(path, writer, { lockTimeoutMs, onCommit: () => changes.notify() });
  return { path, inode: statSync(path).ino, writer, reader, queue, changes };
}

/** Tries again, by timer, while another process is in the way for a moment (it recovers or closes the file). */
async function withPatience<T>(path: string, timeoutMs: number, attempt: () => T): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw toCallerError(path, error);
    }
    await pause(1 + Math.random() * 4);
  }
}
