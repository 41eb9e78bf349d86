import type { CommandUpdate, DomainRecord } from '@metamorphosis/contract';
import type { Outcome } from '../store/store.js';

/** What is told of a command at one moment. */
export type CommandFacts = Pick<CommandUpdate, 'state' | 'attempts'> &
  Partial<Pick<CommandUpdate, 'result' | 'error' | 'progress'>>;

/** A record, and how often operators have replayed it: each time its outcome gets a higher version. */
export type DeliveredRecord = DomainRecord & { readonly replays?: number };

/** The update of a command's record. */
export function updateOf(record: DeliveredRecord, facts: CommandFacts): CommandUpdate {
  return {
    commandId: record.id,
    name: record.type,
    version: 1 + (record.replays ?? 0),
    acceptedAt: record.time,
    at: new Date().toISOString(),
    ...facts,
    ...(record.subject !== undefined && { subject: record.subject }),
    ...(record.inputHash !== undefined && { inputHash: record.inputHash }),
  };
}

/** The outcome row of a command's record. */
export function outcomeOf(record: DomainRecord, update: CommandUpdate): Outcome {
  return {
    update,
    ...(record.inputHash !== undefined && { inputHash: record.inputHash }),
    ...(record.replyTo !== undefined && { replyTo: record.replyTo }),
  };
}
