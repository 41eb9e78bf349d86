import type { CommandUpdate } from '@metamorphosis/contract';
import { updateOrder, type Logger, type Subscription } from '@metamorphosis/core';
import type { Calls } from './calls.js';
import type { Channels } from './channels.js';
import type { Keys } from './keys.js';
import { script, SCRIPTS } from './scripts.js';

const { STORED } = SCRIPTS['put-update'].codes;

/** The outcomes' part of the board on Redis. */
export class RedisOutcomes {
  constructor(
    private readonly calls: Calls,
    private readonly channels: Channels,
    private readonly keys: Keys,
    private readonly retentionMs: number,
    private readonly logger: Logger,
  ) {}

  async put(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'> {
    const code = await this.calls.script(
      script('put-update'),
      [this.keys.outcome(update.commandId)],
      [
        updateOrder(update),
        JSON.stringify(update),
        this.retentionMs,
        this.keys.commandChannel(update.commandId),
        replyTo === undefined ? '' : this.keys.replyChannel(replyTo),
      ],
    );
    return code === STORED ? 'stored' : 'stale';
  }

  async get(commandId: string): Promise<CommandUpdate | undefined> {
    const stored = await this.calls.run((client) => client.get(this.keys.outcome(commandId)));
    // `<order>|<json>`: put-update.lua writes it.
    return stored === null
      ? undefined
      : (JSON.parse(stored.slice(stored.indexOf('|') + 1)) as CommandUpdate);
  }

  watchCommand(id: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#watch(this.keys.commandChannel(id), listener);
  }

  watchReplies(name: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#watch(this.keys.replyChannel(name), listener);
  }

  #watch(channel: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.channels.listen(channel, (message) => {
      const update = this.#decode(channel, message);
      if (update !== undefined) listener(update);
    });
  }

  /** Anybody may publish: what is no JSON was not put by a board, and must not end this process. */
  #decode(channel: string, message: string): CommandUpdate | undefined {
    try {
      return JSON.parse(message) as CommandUpdate;
    } catch (error) {
      this.logger.warn({ err: error, channel }, 'heard a message that is no update');
      return undefined;
    }
  }
}
