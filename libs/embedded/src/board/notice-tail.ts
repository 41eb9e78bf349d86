import type { CommandUpdate } from '@metamorphosis/contract';
import type { Subscription, Wake } from '@metamorphosis/core';
import type { DatabaseFile } from '../sqlite/database-file.js';
import { newestNotice, noticesAfter, type Notice } from './notices.js';
import { Watchers } from './watchers.js';

const BATCH = 500;
const RETRY_MS = 20;

/** Follows the notices of all processes while somebody watches, and tells the watchers. */
export class NoticeTail {
  readonly #file: DatabaseFile;
  readonly #changed = (since: number): void => this.#startOrStop(since);
  readonly commands = new Watchers<CommandUpdate>(this.#changed);
  readonly replies = new Watchers<CommandUpdate>(this.#changed);
  readonly messages = new Watchers<unknown>(this.#changed);
  readonly streams = new Watchers<undefined>(this.#changed);
  readonly #reconnects = new Set<{ readonly wake: Wake }>();
  #unsubscribe: (() => void) | undefined;
  #retry: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  /** Where a watch begins: it is told of what comes after this notice. */
  begin(): Promise<number> {
    return this.#file.read(newestNotice);
  }

  /** Calls `wake` when notices were missed. */
  onMissed(wake: Wake): Subscription {
    const entry = { wake };
    this.#reconnects.add(entry);
    return { close: async () => void this.#reconnects.delete(entry) };
  }

  close(): void {
    this.commands.clear();
    this.replies.clear();
    this.messages.clear();
    this.streams.clear();
    this.#reconnects.clear();
    this.#startOrStop(0);
  }

  #startOrStop(since: number): void {
    const { commands, replies, messages, streams } = this;
    const wanted = commands.size + replies.size + messages.size + streams.size > 0;
    if (wanted === (this.#unsubscribe !== undefined)) return;
    if (wanted) {
      this.#last = since;
      this.#unsubscribe = this.#file.onChange(() => this.#read());
    } else {
      clearTimeout(this.#retry);
      this.#retry = undefined;
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
    }
  }

  #read(): void {
    try {
      for (;;) {
        const notices = this.#file.readNow((db) => noticesAfter(db, this.#last, BATCH));
        const [first] = notices;
        if (first === undefined) return;
        const missed = first.id > this.#last + 1;
        this.#last = notices.at(-1)?.id ?? this.#last;
        if (missed) this.#tellMissed(first.id);
        for (const notice of notices) this.#tell(notice);
        if (notices.length < BATCH || this.#unsubscribe === undefined) return;
      }
    } catch {
      // Busy for a moment, or away: the notices stay, nothing is lost by reading them later.
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => this.#read(), RETRY_MS);
    }
  }

  #tell({ id, command_id, reply_to, stream, channel, body }: Notice): void {
    const update = (): CommandUpdate => JSON.parse(body ?? 'null') as CommandUpdate;
    if (command_id !== null) this.commands.tell(command_id, id, update);
    if (reply_to !== null) this.replies.tell(reply_to, id, update);
    if (channel !== null) this.messages.tell(channel, id, () => JSON.parse(body ?? 'null'));
    if (stream !== null) this.streams.tell(stream, id, () => undefined);
  }

  /** This process was stopped for so long that notices were purged before it read them. */
  #tellMissed(before: number): void {
    for (const stream of [...this.streams.keys()])
      this.streams.tell(stream, before, () => undefined);
    for (const { wake } of [...this.#reconnects]) {
      try {
        wake();
      } catch {
        // A listener's failure is its own (it must not throw).
      }
    }
  }
}
