import { recordIdOf, type InboxKey, type UnitRequest, type Verdict } from '@metamorphosis/core';
import { DELETE_PARKED } from '../retry/retry-statements.js';
import type { Step } from '../session/batch.js';
import { encodeDeadLetter, encodeOutboxRecord, searchable } from '../tables/json-text.js';
import {
  ENTER_PARKED,
  INSERT_DEAD_LETTER,
  INSERT_INBOX,
  INSERT_NOTICE,
  INSERT_OUTBOX,
  INSERT_OUTCOME,
  SUPERSEDE_OUTCOME,
} from '../tables/statements.js';

/** What a verdict adds to the transaction of its unit. */
export function verdictSteps(
  inbox: InboxKey,
  { position, parked }: UnitRequest,
  verdict: Verdict,
): Step[] {
  const { outcome, outbox, deadLetter } = verdict;
  if (outcome && outcome.update.commandId !== inbox.recordId) {
    const { commandId } = outcome.update;
    throw new TypeError(`An outcome of ${commandId} is not one of the record ${inbox.recordId}.`);
  }
  const { topic = null, partition = null, offset = null } = position ?? {};
  const handled = [inbox.recordId, inbox.consumer, topic, partition, offset];
  const steps: Step[] = [];
  if (outcome) {
    const settled = [outcome.update.version, JSON.stringify(outcome)];
    const statement = parked ? SUPERSEDE_OUTCOME : INSERT_OUTCOME;
    steps.push({ statement, parameters: [...handled, ...settled] });
    steps.push({ statement: INSERT_NOTICE, parameters: [inbox.recordId] });
  } else {
    steps.push({ statement: parked ? ENTER_PARKED : INSERT_INBOX, parameters: handled });
  }
  if (parked) steps.push({ statement: DELETE_PARKED, parameters: [parked.id] });
  if (outbox.length > 0) {
    steps.push({ statement: INSERT_OUTBOX, parameters: [outbox.map(encodeOutboxRecord)] });
  }
  if (deadLetter) {
    const { consumer, topic, partition, offset, key, code, message, at } = deadLetter;
    const columns = [searchable(consumer), searchable(topic), partition, offset];
    const texts = [recordIdOf(deadLetter), code].map(searchable);
    const search = [key === null ? null : searchable(key), searchable(message), at];
    const parameters = [...columns, ...texts, ...search, encodeDeadLetter(deadLetter)];
    steps.push({ statement: INSERT_DEAD_LETTER, parameters });
  }
  return steps;
}
