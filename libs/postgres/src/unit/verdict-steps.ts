import type { InboxKey, Verdict } from '@metamorphosis/core';
import type { Step } from '../session/batch.js';
import { encodeDeadLetter, encodeOutboxRecord, searchable } from '../tables/json-text.js';
import {
  INSERT_DEAD_LETTER,
  INSERT_INBOX,
  INSERT_NOTICE,
  INSERT_OUTBOX,
  INSERT_OUTCOME,
} from '../tables/statements.js';

/** What a verdict adds to the transaction of its unit. */
export function verdictSteps(inbox: InboxKey, verdict: Verdict): Step[] {
  const { outcome, outbox, deadLetter } = verdict;
  if (outcome && outcome.update.commandId !== inbox.recordId) {
    const { commandId } = outcome.update;
    throw new TypeError(`An outcome of ${commandId} is not one of the record ${inbox.recordId}.`);
  }
  const handled = [inbox.recordId, inbox.consumer];
  const steps: Step[] = [];
  if (outcome) {
    const settled = [outcome.update.version, JSON.stringify(outcome)];
    steps.push({ statement: INSERT_OUTCOME, parameters: [...handled, ...settled] });
    steps.push({ statement: INSERT_NOTICE, parameters: [inbox.recordId] });
  } else {
    steps.push({ statement: INSERT_INBOX, parameters: handled });
  }
  if (outbox.length > 0) {
    steps.push({ statement: INSERT_OUTBOX, parameters: [outbox.map(encodeOutboxRecord)] });
  }
  if (deadLetter) {
    const { consumer, topic, partition, offset, recordId, code } = deadLetter;
    const columns = [searchable(consumer), searchable(topic), partition, offset];
    const id = recordId === undefined ? null : searchable(recordId);
    const parameters = [...columns, id, searchable(code), encodeDeadLetter(deadLetter)];
    steps.push({ statement: INSERT_DEAD_LETTER, parameters });
  }
  return steps;
}
