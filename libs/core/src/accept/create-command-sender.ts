import {
  commandTopic,
  encodeRecord,
  errors,
  idempotentCommandId,
  isMetamorphosisError,
  newCommandId,
  newUuid,
  type CommandId,
  type CommandUpdate,
  type DomainRecord,
  type RecordId,
  type Secrets,
} from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import { within } from '../lifecycle/timing.js';
import type { EventLog } from '../log/event-log.js';
import { currentUpdate, type OutcomeLookup } from '../results/follow-command.js';
import type { CommandDefinition } from '../service/definitions.js';
import { versionOf } from '../service/payload-reader.js';
import { inputHash } from './canonical-json.js';
import type { CommandReceipt, CommandSender, SendOptions } from './command-sender.js';
import { WaitingRoom } from './waiting-room.js';

/** What a command sender is made of. */
export interface CommandSenderOptions {
  readonly service: string;
  readonly log: EventLog;
  readonly board: Board;
  /** Asks the service's store for an outcome. Absent for services without one. */
  readonly lookup?: OutcomeLookup;
  /** Sign ids of commands with an idempotency key; the same in all processes. */
  readonly secrets: Secrets;
  readonly logger: Logger;
}

/** A sender that appends commands to the log and waits for outcomes on the board. */
export function createCommandSender(options: CommandSenderOptions): CommandSender & Lifecycle {
  return new LogCommandSender(options);
}

class LogCommandSender implements CommandSender, Lifecycle {
  private readonly room: WaitingRoom;
  private readonly lookup: OutcomeLookup;

  constructor(private readonly options: CommandSenderOptions) {
    this.lookup = options.lookup ?? (() => Promise.resolve(undefined));
    this.room = new WaitingRoom(`${options.service}.${newUuid()}`, options.board, this.lookup);
  }

  async call(
    definition: CommandDefinition,
    args: unknown,
    options: SendOptions,
  ): Promise<CommandUpdate> {
    const { timeoutMs } = definition;
    // Nobody is there any more to hear the answer.
    options.signal?.throwIfAborted();
    // Who cannot hear the answer does not ask: nothing is on the log yet.
    await this.room.open();
    const record = await this.recordOf(definition, args, options, {
      replyTo: this.room.channel,
      deadlineAt: Date.now() + timeoutMs,
    });
    options.signal?.throwIfAborted();
    const outcome = this.room.wait(record.id, timeoutMs, options.signal);
    try {
      await this.refuseReuse(record, options);
      await this.append(definition, record);
    } catch (error) {
      outcome.cancel();
      throw error;
    }
    // A fresh id cannot have ended before we listened; one made from a key can.
    if (options.idempotencyKey !== undefined) this.room.reread(record.id);
    try {
      const update = await outcome.update;
      refuseOtherInput(update, record, options);
      return update;
    } catch (error) {
      // From now on its id is all the caller has: make the id known.
      if (isMetamorphosisError(error, 'RESULT_TIMEOUT')) {
        await within(this.tellAccepted(record), 1000, undefined);
      }
      throw error;
    }
  }

  async submit(
    definition: CommandDefinition,
    args: unknown,
    options: SendOptions,
  ): Promise<CommandReceipt> {
    const record = await this.recordOf(definition, args, options, {});
    await this.refuseReuse(record, options);
    await this.append(definition, record);
    // Who asks with the receipt's id shall find it; a board that is away must not undo the acceptance.
    await within(this.tellAccepted(record), 1000, undefined);
    const commandId = record.id as string as CommandId;
    return { commandId, acceptedAt: record.time, state: 'ACCEPTED' };
  }

  current(commandId: string): Promise<CommandUpdate | undefined> {
    return currentUpdate(commandId, this.options.board, this.lookup);
  }

  private async recordOf(
    definition: CommandDefinition,
    args: unknown,
    { idempotencyKey, subject, traceparent }: SendOptions,
    waiting: Pick<DomainRecord, 'replyTo' | 'deadlineAt'>,
  ): Promise<DomainRecord> {
    const { service } = this.options;
    const id =
      idempotencyKey === undefined
        ? newCommandId(service)
        : await this.idOf(definition.name, subject ?? '', idempotencyKey);
    return {
      kind: 'command',
      id: id as string as RecordId,
      source: service,
      type: definition.type,
      time: new Date().toISOString(),
      key: definition.keyOf?.(args as never) ?? id,
      data: args,
      ...versionOf(definition),
      correlationId: id,
      ...(traceparent !== undefined && { traceparent }),
      ...(subject !== undefined && { subject }),
      ...(idempotencyKey !== undefined && { inputHash: await inputHash(args) }),
      ...waiting,
    };
  }

  /**
   * The id that an idempotency key stands for. While a secret is rotated out, a key that was used
   * under the old one still stands for the same command.
   */
  private async idOf(command: string, subject: string, key: string): Promise<CommandId> {
    const { service, secrets } = this.options;
    for (const { secret } of secrets.previous) {
      const id = await idempotentCommandId(secret, service, command, subject, key);
      if (await this.current(id)) return id;
    }
    return idempotentCommandId(secrets.current.secret, service, command, subject, key);
  }

  /** Spares the log a record whose key is known to stand for another input. The inbox decides, not this. */
  private async refuseReuse(record: DomainRecord, options: SendOptions): Promise<void> {
    if (options.idempotencyKey === undefined) return;
    const known = await this.current(record.id).catch(() => undefined);
    if (known) refuseOtherInput(known, record, options);
  }

  private async append(definition: CommandDefinition, record: DomainRecord): Promise<void> {
    const topic = commandTopic(definition.service, definition.queue);
    try {
      await this.options.log.append(topic, [encodeRecord(record)]);
    } catch (error) {
      if (!isMetamorphosisError(error, 'ACCEPTANCE_UNKNOWN')) throw error;
      const details = { commandId: record.id };
      throw errors.ACCEPTANCE_UNKNOWN([record.id], { cause: error, details });
    }
  }

  private async tellAccepted(record: DomainRecord): Promise<void> {
    const update: CommandUpdate = {
      commandId: record.id,
      name: record.type,
      state: 'ACCEPTED',
      version: 1,
      acceptedAt: record.time,
      at: record.time,
      attempts: 0,
      ...(record.subject !== undefined && { subject: record.subject }),
      ...(record.inputHash !== undefined && { inputHash: record.inputHash }),
    };
    try {
      await this.options.board.putUpdate(update);
    } catch (error) {
      const { commandId } = update;
      this.options.logger.warn({ err: error, commandId }, 'an acceptance could not be told');
    }
  }

  async close(): Promise<void> {
    await this.room.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function refuseOtherInput(
  known: CommandUpdate,
  record: DomainRecord,
  { idempotencyKey }: SendOptions,
): void {
  if (idempotencyKey === undefined || known.inputHash === undefined) return;
  if (known.inputHash === record.inputHash) return;
  throw errors.IDEMPOTENCY_KEY_REUSED([idempotencyKey, record.type], {
    details: { commandId: record.id },
  });
}
