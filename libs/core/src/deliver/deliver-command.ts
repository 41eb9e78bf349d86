import {
  errors,
  type CommandUpdate,
  type DomainRecord,
  type RetryOrder,
} from '@metamorphosis/contract';
import type { DeliveryTally } from '../dispatch/consumer-figures.js';
import type { Deliver, Ownership } from '../dispatch/delivery.js';
import type { Logger } from '../lifecycle/logger.js';
import { within } from '../lifecycle/timing.js';
import type { EventLog, LogRecord } from '../log/event-log.js';
import type { CommandDefinition } from '../service/definitions.js';
import { describeProblems } from '../service/describe-problems.js';
import type { CommandHandler, CommandYield } from '../service/handlers.js';
import { payloadReader, type ReadPayload } from '../service/payload-reader.js';
import type { Upcast } from '../service/upcast.js';
import type { OutboxRecord, Store } from '../store/store.js';
import { outcomeOf, updateOf } from './command-outcome.js';
import { Ending, standing } from './ending.js';
import { Defect, type Rejection } from './failures.js';
import { beginHandling, type Try } from './handling.js';
import type { Notifier } from './notifier.js';
import { orderedPolicy } from './ordered-policy.js';
import { ProgressTelling } from './progress-telling.js';
import { publishAfterwards } from './publish-afterwards.js';
import { receive } from './receive.js';
import { judge, type RetryPolicy } from './retry-policy.js';
import { tryUntilDecided } from './retrying.js';
import { refuseYield, runHandler } from './run-handler.js';
import { unitRequest } from './unit-request.js';
import { isProgress, isPublishable } from './yields.js';

/** A command and who handles it. */
export interface HandledCommand<Tx> {
  readonly definition: CommandDefinition;
  readonly handler: CommandHandler<never, unknown, Tx>;
}

/** What the delivery of one command queue is made of. */
export interface CommandDeliveryOptions<Tx> {
  readonly consumer: string;
  readonly commands: readonly HandledCommand<Tx>[];
  readonly log: EventLog;
  /** Absent only when every handler is at-least-once and needs no database. */
  readonly store?: Store<Tx>;
  readonly notifier: Notifier;
  /** Counts retries and dead letters. */
  readonly tally?: DeliveryTally;
  /** How faults are retried, above what the handlers say. @default as they say */
  readonly retry?: RetryOrder;
  /** How long one try may take. @default 30000 */
  readonly timeoutMs?: number;
  /** Names of the service's topics beside `<service>.events`. @default none */
  readonly ownTopics?: ReadonlySet<string>;
  /** How records of older versions are read. @default none */
  readonly upcasts?: readonly Upcast[];
  readonly logger: Logger;
}

/**
 * Delivers command records: each ends in exactly one outcome, told to its caller. Throws CONFIGURATION_INVALID when an
 * older form of one of its commands has no upcast.
 */
export function createCommandDelivery<Tx>(options: CommandDeliveryOptions<Tx>): Deliver {
  return new CommandDelivery(options).deliver;
}

interface ReadCommand<Tx> extends HandledCommand<Tx> {
  readonly read: ReadPayload;
}

class CommandDelivery<Tx> {
  private readonly commands: ReadonlyMap<string, ReadCommand<Tx>>;
  private readonly policies = new Map<HandledCommand<Tx>, RetryPolicy>();
  private readonly timeoutMs: number;
  private readonly ending: Ending;
  private inHand = 0;

  constructor(private readonly options: CommandDeliveryOptions<Tx>) {
    const { upcasts = [] } = options;
    const read = options.commands.map((one): ReadCommand<Tx> => ({
      ...one,
      read: payloadReader(one.definition, one.definition.checkArgs, upcasts),
    }));
    this.commands = new Map(read.map((one) => [one.definition.type, one]));
    this.timeoutMs = options.timeoutMs ?? 30_000;
    const { consumer, log, store, notifier, tally, logger } = options;
    this.ending = new Ending({
      consumer,
      log,
      ...(store && { store: store }),
      ...(tally && { tally }),
      notifier,
      logger,
      timeoutMs: this.timeoutMs,
    });
  }

  readonly deliver: Deliver = async (log, ownership) => {
    let record: DomainRecord | undefined;
    this.inHand += 1;
    try {
      record = receive(log, ownership);
      const command = this.commandOf(record);
      const data = readOf(command, record);
      if (data !== record.data) record = { ...record, data };
      if (ownership.condemned) throw new BadRecord(ownership.condemned);
      const { definition } = command;
      if (definition.expire && record.deadlineAt !== undefined && record.deadlineAt < Date.now()) {
        await this.ending.refuse(log, record, ownership, errors.EXPIRED([record.id]));
        return;
      }
      await this.handle(log, record, command, ownership);
    } catch (error) {
      if (!(error instanceof BadRecord) && record !== undefined) throw error;
      const cause = error instanceof BadRecord ? error.cause : error;
      await this.ending.giveUp(log, record, { error: cause, attempts: 0 }, ownership);
    } finally {
      this.inHand -= 1;
    }
  };

  private policyOf(command: HandledCommand<Tx>): RetryPolicy {
    const known = this.policies.get(command);
    const policy = known ?? orderedPolicy(command.handler.retry, this.options.retry);
    if (!known) this.policies.set(command, policy);
    return policy;
  }

  private commandOf(record: DomainRecord): ReadCommand<Tx> {
    if (record.kind !== 'command') {
      throw new BadRecord(errors.RECORD_INVALID([`it is an ${record.kind} on a command topic`]));
    }
    const command = this.commands.get(record.type);
    if (!command) throw new BadRecord(errors.HANDLER_MISSING([record.type, this.options.consumer]));
    return command;
  }

  private async handle(
    log: LogRecord,
    record: DomainRecord,
    command: HandledCommand<Tx>,
    ownership: Ownership,
  ): Promise<void> {
    const { notifier, tally, logger } = this.options;
    const made = ownership.parked?.attempts ?? 0;
    const isKept = command.handler.guarantee !== 'at-least-once';
    const telling = new ProgressTelling(record, notifier, logger, made + 1);
    try {
      const tried = await tryUntilDecided(
        (attempt) => {
          const { timeoutMs } = this;
          const once = { log, record, attempt, signal: ownership.signal, timeoutMs };
          return isKept
            ? this.runOnce(once, command, ownership, telling)
            : this.runWithoutInbox(once, command, ownership, telling);
        },
        {
          policy: this.policyOf(command),
          signal: ownership.signal,
          made,
          mayWait: ownership.parking !== undefined,
          logger,
          onRetry: (attempt) => {
            if (tally) tally.retries += 1;
            telling.retrying(attempt);
          },
        },
      );
      telling.close();
      if (tried.kind === 'done') {
        if (isKept) notifier.outcome(tried.value, record.replyTo, this.inHand);
        else notifier.unkeptOutcome(tried.value, record.replyTo);
      } else if (tried.kind === 'later') {
        await this.ending.wait(log, record.id, tried, ownership);
      } else if (tried.kind === 'given-up') {
        await this.ending.giveUp(log, record, tried, ownership);
      } else if (isKept) {
        await this.ending.refuse(log, record, ownership, tried.error as Rejection, tried.attempts);
      } else {
        const { attempts } = tried;
        const { code, message } = tried.error as Rejection;
        const update = updateOf(record, { state: 'REJECTED', attempts, error: { code, message } });
        notifier.unkeptOutcome(update, record.replyTo);
      }
    } finally {
      telling.close();
    }
  }

  /** One try in a unit of work; answers the outcome that stands afterwards. */
  private async runOnce(
    once: Try,
    command: HandledCommand<Tx>,
    ownership: Ownership,
    telling: ProgressTelling,
  ): Promise<CommandUpdate> {
    const { store, consumer } = this.options;
    const { log, record } = once;
    if (!store) throw new Defect(`${record.type} is effectively-once and needs a store`);
    const result = await store.unit(
      unitRequest(consumer, record.id, log, ownership, this.timeoutMs, command.handler.sharing),
      async (tx) => {
        const { update, outbox } = await this.invoke(
          once,
          command,
          { tx, reader: store.reader },
          telling,
        ).catch((error: unknown) => this.rejected(once, command, error));
        const rejected = update.state === 'REJECTED';
        return {
          writes: rejected ? 'discard' : 'keep',
          outcome: outcomeOf(record, update),
          outbox: rejected ? [] : outbox,
        };
      },
    );
    return standing(record, result.outcome);
  }

  /** A rejection that was thrown ends its record in the same unit of work as one that was answered. */
  private rejected(
    { record, attempt }: Try,
    command: HandledCommand<Tx>,
    error: unknown,
  ): { update: CommandUpdate; outbox: readonly OutboxRecord[] } {
    if (judge(error, this.policyOf(command)).kind !== 'rejection') throw error;
    const { code, message } = error as Rejection;
    const facts = { state: 'REJECTED', attempts: attempt, error: { code, message } } as const;
    return { update: updateOf(record, facts), outbox: [] };
  }

  /** One try without inbox and transaction: may run again after a crash. */
  private async runWithoutInbox(
    once: Try,
    command: HandledCommand<Tx>,
    ownership: Ownership,
    telling: ProgressTelling,
  ): Promise<CommandUpdate> {
    const { record } = once;
    const reader = this.options.store?.reader as Tx;
    const work = this.invoke(once, command, { reader }, telling);
    const done = await within(work, this.timeoutMs, undefined);
    if (!done) {
      work.catch(() => undefined);
      throw errors.DEADLINE_EXCEEDED([`${record.type} ${record.id}`, this.timeoutMs]);
    }
    if (done.update.state !== 'REJECTED') {
      await publishAfterwards(done.outbox, record.id, this.options, ownership, this.timeoutMs);
    }
    return done.update;
  }

  private async invoke(
    once: Try,
    { definition, handler }: HandledCommand<Tx>,
    database: { readonly tx: Tx } | { readonly reader: Tx },
    telling: ProgressTelling,
  ): Promise<{ update: CommandUpdate; outbox: readonly OutboxRecord[] }> {
    const { record, attempt } = once;
    const { context, outbox, throwIfVoid } = beginHandling(once, this.options);
    const own = Object.assign(context, { commandId: record.id }, database);
    const take = (value: CommandYield): void => {
      if (isProgress(value)) telling.progress(attempt, value.value);
      else if (isPublishable(value)) context.publish(value);
      else refuseYield(value, 'events and progress');
    };
    // Generated types hold each handler to what its guarantee gives it.
    const answer = handler.handle(record.data as never, own as never);
    const result = await runHandler<CommandYield, unknown>(answer, { take, throwIfVoid });
    const problems = definition.checkResult(result);
    if (problems.length > 0) {
      throw new Defect(
        `the result of ${record.type} breaks its type: ${describeProblems(problems)}`,
      );
    }
    const typename = (result as { __typename?: string } | null)?.__typename;
    const rejected = typename !== undefined && definition.rejections.includes(typename);
    const state = rejected ? 'REJECTED' : 'SUCCEEDED';
    return { update: updateOf(record, { state, attempts: attempt, result }), outbox };
  }
}

function readOf<Tx>({ read }: ReadCommand<Tx>, record: DomainRecord): unknown {
  try {
    return read(record);
  } catch (error) {
    throw new BadRecord(error as Error);
  }
}

/** Marks a record that cannot be handled at all. */
class BadRecord extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
