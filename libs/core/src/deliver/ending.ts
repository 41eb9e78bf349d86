import { errors, type CommandUpdate, type DomainRecord } from '@metamorphosis/contract';
import type { DeliveryTally } from '../dispatch/consumer-figures.js';
import type { Ownership } from '../dispatch/delivery.js';
import type { Logger } from '../lifecycle/logger.js';
import type { EventLog, LogRecord } from '../log/event-log.js';
import type { DeadLetter, Outcome, Store, Verdict } from '../store/store.js';
import { outcomeOf, updateOf } from './command-outcome.js';
import { codeOf, deadLetterCopy, deadLetterOf } from './dead-letters.js';
import type { Notifier } from './notifier.js';
import { tryUntilDecided, type Tried } from './retrying.js';
import { unitRequest } from './unit-request.js';

/** What ending a record without its handler needs. */
export interface EndingOptions {
  readonly consumer: string;
  readonly log: EventLog;
  /** Absent for consumers without a store: a dead letter is then only its copy in the topic. */
  readonly store?: Store<unknown>;
  readonly notifier: Notifier;
  readonly tally?: DeliveryTally;
  readonly logger: Logger;
  readonly timeoutMs: number;
}

/** Ends records that no handler ended: refused ones and those that are given up. */
export class Ending {
  constructor(private readonly options: EndingOptions) {}

  /** Ends a command as REJECTED with a code. */
  async refuse(
    log: LogRecord,
    record: DomainRecord,
    ownership: Ownership,
    { code, message }: { readonly code: string; readonly message: string },
    attempts = 0,
  ): Promise<void> {
    const update = updateOf(record, { state: 'REJECTED', attempts, error: { code, message } });
    const outcome = outcomeOf(record, update);
    const stands = await this.settle(log, record.id, ownership, {
      writes: 'keep',
      outcome,
      outbox: [],
    });
    this.options.notifier.outcome(standing(record, stands), record.replyTo);
  }

  /**
   * Parks a record: its dead letter, the FAILED outcome of its command and the copy for the
   * dead-letter topic, all or nothing.
   */
  async giveUp(
    log: LogRecord,
    record: DomainRecord | undefined,
    { error, attempts }: { readonly error: unknown; readonly attempts: number },
    ownership: Ownership,
  ): Promise<void> {
    const { consumer, notifier, logger } = this.options;
    const { topic, partition, offset } = log;
    logger.error(
      { err: error, consumer, topic, partition, offset, recordId: record?.id, attempts },
      `record ${topic}/${partition}/${offset} is parked in the dead-letter topic`,
    );
    const at = new Date().toISOString();
    const deadLetter = {
      ...deadLetterOf(consumer, log, record, { error, attempts, at }),
      ...historyOf(ownership),
    };
    const command = record?.kind === 'command' ? record : undefined;
    const outcome = command && outcomeOf(command, failedUpdate(command, error, attempts));
    const recordId = record?.id ?? `${topic}/${partition}/${offset}`;
    const stands = await this.settle(log, recordId, ownership, {
      writes: 'keep',
      ...(outcome && { outcome }),
      outbox: [deadLetterCopy(deadLetter)],
      deadLetter,
    });
    if (this.options.tally) this.options.tally.deadLetters += 1;
    if (command) notifier.outcome(standing(command, stands), command.replyTo);
  }

  /** Puts a record that failed into the retry table: its next try is due later, and its key waits for it. */
  async wait(
    log: LogRecord,
    recordId: string,
    { error, attempts, waitMs }: Extract<Tried<unknown>, { readonly kind: 'later' }>,
    { parking, parked }: Ownership,
  ): Promise<void> {
    const { consumer, logger } = this.options;
    const { topic, partition, offset } = log;
    logger.warn(
      { err: error, consumer, topic, partition, offset, recordId, attempts, waitMs },
      `record ${topic}/${partition}/${offset} waits in the retry table`,
    );
    await parking?.park({ record: log, recordId, attempts, waitMs, parked });
  }

  /**
   * Writes a verdict down and answers the outcome that stands afterwards: another one than given
   * when the record had ended before. An unreachable database is waited for; bookkeeping is never given up.
   */
  private async settle(
    log: LogRecord,
    recordId: string,
    ownership: Ownership,
    verdict: Verdict,
  ): Promise<Outcome | undefined> {
    const { store, consumer, log: eventLog, timeoutMs, logger } = this.options;
    const { signal } = ownership;
    const write = async (): Promise<Outcome | undefined> => {
      if (!store) {
        for (const { topic, ...copy } of verdict.outbox) await eventLog.append(topic, [copy]);
        return verdict.outcome;
      }
      const request = unitRequest(consumer, recordId, log, ownership, timeoutMs, 'never');
      const result = await store.unit(request, () => Promise.resolve(verdict));
      return result.outcome;
    };
    const policy = { firstMs: 100, maxMs: 5000, maxAttempts: Number.POSITIVE_INFINITY };
    const tried = await tryUntilDecided(write, { policy, signal, logger });
    if (tried.kind === 'done') return tried.value;
    throw tried.error;
  }
}

/** What a dead letter remembers of where its record came from, so that a replay goes on from there. */
function historyOf({ parked }: Ownership): Pick<DeadLetter, 'replays' | 'namespace'> {
  if (!parked) return {};
  const { replays, namespace } = parked;
  return { ...(replays > 0 && { replays }), ...(namespace !== undefined && { namespace }) };
}

/** What the caller is told when `outcome` stands. */
export function standing(record: DomainRecord, outcome: Outcome | undefined): CommandUpdate {
  if (outcome) return outcome.update;
  // An inbox row without an outcome: the outcome was purged before its inbox row.
  const { message } = errors.COMMAND_UNKNOWN([record.id]);
  return updateOf(record, {
    state: 'FAILED',
    attempts: 0,
    error: { code: 'COMMAND_UNKNOWN', message },
  });
}

/** Callers learn that it failed; what exactly went wrong is for the operators' eyes. */
function failedUpdate(record: DomainRecord, error: unknown, attempts: number): CommandUpdate {
  return updateOf(record, {
    state: 'FAILED',
    attempts,
    error: {
      code: attempts === 0 ? codeOf(error) : 'COMMAND_FAILED',
      message: errors.COMMAND_FAILED([record.id]).message,
    },
  });
}
