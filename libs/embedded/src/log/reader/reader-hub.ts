import type { Connection } from '../../sqlite/connection.js';
import type { DatabaseFile } from '../../sqlite/database-file.js';
import { processNamespace } from '../group/liveness.js';
import {
  findDeadMembers,
  hasOverdueRevocation,
  removeMembers,
  renewMember,
  takeOverdue,
} from '../group/membership.js';
import { controlVersion } from '../topics.js';
import type { GroupReader } from './group-reader.js';

const CHECK_MAX_MS = 500;
const CHECK_MIN_MS = 20;
const RENEW_MAX_MS = 3000;

/**
 * What the readers of one handle share: they are woken by one watch, their memberships are renewed
 * by one write, and one timer looks for members of their groups that have died.
 */
export class ReaderHub {
  readonly #file: DatabaseFile;
  readonly #readers = new Set<GroupReader>();
  readonly #host = processNamespace();
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #version = -1;
  #renewAt = 0;
  #checking = false;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** Serves a reader from now on, until it is removed. */
  add(reader: GroupReader): void {
    this.#readers.add(reader);
    this.#renewAt = 0;
    if (this.#readers.size > 1) {
      clearTimeout(this.#timer);
      this.#schedule();
      return;
    }
    void this.#start();
  }

  remove(reader: GroupReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearTimeout(this.#timer);
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  async closeReaders(): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.close()));
  }

  async #start(): Promise<void> {
    while (this.#readers.size > 0) {
      try {
        await this.#file.open();
        break;
      } catch {
        // The readers meet the same failure when they join, and tell it.
        await new Promise((resolve) => setTimeout(resolve, CHECK_MAX_MS));
      }
    }
    if (this.#readers.size === 0 || this.#unsubscribe !== undefined) return;
    this.#unsubscribe = this.#file.onChange(() => this.#wake());
    this.#schedule();
    this.#wake();
  }

  #wake(): void {
    const version = this.#readVersion();
    const changed = version === undefined || version !== this.#version;
    if (version !== undefined) this.#version = version;
    for (const reader of [...this.#readers]) {
      if (changed) reader.sync();
      reader.deliver();
    }
  }

  #readVersion(): number | undefined {
    try {
      return this.#file.readNow(controlVersion);
    } catch {
      return undefined;
    }
  }

  #schedule(): void {
    const shortest = Math.min(...[...this.#readers].map((r) => r.options.sessionTimeoutMs));
    const every = Math.max(CHECK_MIN_MS, Math.min(CHECK_MAX_MS, shortest / 4));
    this.#timer = setTimeout(() => {
      void this.#check(Math.min(RENEW_MAX_MS, shortest / 3));
      this.#schedule();
    }, every);
  }

  async #check(renewEveryMs: number): Promise<void> {
    // A write may wait for others for long: one at a time.
    if (this.#checking) return;
    this.#checking = true;
    try {
      if (Date.now() >= this.#renewAt) await this.#renew(renewEveryMs);
      await this.#repairGroups();
    } catch {
      // Reading failed; the next check tells more.
    } finally {
      this.#checking = false;
    }
  }

  async #renew(renewEveryMs: number): Promise<void> {
    const readers = [...this.#readers].filter((reader) => reader.member !== undefined);
    if (readers.length === 0) return;
    this.#renewAt = Date.now() + renewEveryMs;
    const members = readers.map((reader) => reader.member ?? '');
    try {
      const renewed = await this.#file.write((db) => members.map((id) => renewMember(db, id)));
      for (const [i, reader] of readers.entries()) {
        if (reader.member !== members[i]) continue;
        if (renewed[i] === true) reader.renewalFailed(undefined);
        else reader.expelled();
      }
    } catch (error) {
      this.#renewAt = 0;
      for (const reader of readers) reader.renewalFailed(error);
    }
  }

  async #repairGroups(): Promise<void> {
    const groups = new Set([...this.#readers].map((reader) => reader.options.group));
    const needy = (db: Connection): readonly string[] =>
      [...groups].filter(
        (group) =>
          findDeadMembers(db, group, this.#host).length > 0 || hasOverdueRevocation(db, group),
      );
    if (this.#file.readNow(needy).length === 0) return;
    await this.#file.write((db) => {
      for (const group of needy(db)) {
        removeMembers(db, group, findDeadMembers(db, group, this.#host));
        takeOverdue(db, group);
      }
    });
  }
}
