import type { CommandUpdate } from '@metamorphosis/contract';
import { updateOrder, type Logger, type Subscription } from '@metamorphosis/core';
import type { Calls } from './calls.js';
import type { Channels } from './channels.js';
import type { Keys } from './keys.js';
import { OutcomeWrites } from './outcome-writes.js';
import { SCRIPTS } from './scripts.js';

const { STORED } = SCRIPTS['put-updates'].codes;

/** One message for all that were written together; a board of an earlier version tells them one by one. */
type Replies = CommandUpdate | readonly CommandUpdate[];

/** The outcomes' part of the board on Redis. */
export class RedisOutcomes {
  private readonly writes: OutcomeWrites;

  constructor(
    private readonly calls: Calls,
    private readonly channels: Channels,
    private readonly keys: Keys,
    retentionMs: number,
    private readonly logger: Logger,
  ) {
    this.writes = new OutcomeWrites(calls, retentionMs);
  }

  async put(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'> {
    const code = await this.writes.write({
      key: this.keys.outcome(update.commandId),
      args: [
        updateOrder(update),
        JSON.stringify(update),
        this.keys.commandChannel(update.commandId),
        replyTo === undefined ? '' : this.keys.replyChannel(replyTo),
      ],
    });
    return code === STORED ? 'stored' : 'stale';
  }

  async get(commandId: string): Promise<CommandUpdate | undefined> {
    const stored = await this.calls.run((client) => client.get(this.keys.outcome(commandId)));
    // `<order>|<json>`: put-updates.lua writes it.
    return stored === null
      ? undefined
      : (JSON.parse(stored.slice(stored.indexOf('|') + 1)) as CommandUpdate);
  }

  /** Sends what waits for the end of this turn. */
  flush(): void {
    this.writes.flush();
  }

  watchCommand(id: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#watch<CommandUpdate>(this.keys.commandChannel(id), listener);
  }

  watchReplies(name: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#watch<Replies>(this.keys.replyChannel(name), (told) => {
      const updates: readonly CommandUpdate[] = Array.isArray(told) ? told : [told];
      for (const update of updates) listener(update);
    });
  }

  #watch<T>(channel: string, listener: (told: T) => void): Promise<Subscription> {
    return this.channels.listen(channel, (message) => {
      const told = this.#decode<T>(channel, message);
      if (told !== undefined) listener(told);
    });
  }

  /** Anybody may publish: what is no JSON was not put by a board, and must not end this process. */
  #decode<T>(channel: string, message: string): T | undefined {
    try {
      return JSON.parse(message) as T;
    } catch (error) {
      this.logger.warn({ err: error, channel }, 'heard a message that is no update');
      return undefined;
    }
  }
}
