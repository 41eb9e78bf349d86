import type { Kysely } from 'kysely';
import { errors } from '@metamorphosis/contract';
import type { UnitRequest, UnitResult, Verdict } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { storeDeadLetter } from './dead-letters.js';
import type { UnitTx } from './kysely/unit-tx.js';
import { checkFence } from './leases.js';
import { storeOutbox } from './outbox.js';
import { isParked, removeParked } from './retry-table.js';
import { readOutcome, storeOutcome } from './tellings.js';

/** Runs one unit inside of an open transaction, which is the caller's to end. */
export async function runUnit<DB>(
  db: Connection,
  open: (db: Connection) => UnitTx<DB>,
  request: UnitRequest,
  work: (tx: Kysely<DB>) => Promise<Verdict>,
): Promise<UnitResult> {
  const { fence, inbox, parked, timeoutMs } = request;
  if (fence !== undefined) checkFence(db, fence);
  if (!enterInbox(db, request)) {
    const outcome = readOutcome(db, inbox.recordId);
    return { kind: 'repeat', ...(outcome && { outcome }) };
  }
  db.run('SAVEPOINT handler');
  const unit = open(db);
  const verdict = await inTime(unit, timeoutMs, work);
  if (!db.inTransaction)
    throw new TypeError('The handler ended the transaction of its unit: it must not.');
  endHandler(db, unit, verdict);
  const { outcome, outbox, deadLetter } = verdict;
  if (outcome !== undefined) storeOutcome(db, outcome);
  if (deadLetter !== undefined) storeDeadLetter(db, deadLetter);
  if (parked !== undefined) removeParked(db, parked.id);
  storeOutbox(db, outbox);
  return { kind: 'committed', ...(outcome && { outcome }) };
}

/** Writes the inbox row; false for a repeat. */
function enterInbox(db: Connection, { inbox, position, parked }: UnitRequest): boolean {
  if (parked !== undefined && !isParked(db, parked.id)) return false;
  const { consumer, recordId } = inbox;
  const isNew = db.run(
    `INSERT INTO mm_inbox (consumer, record_id, at, topic, partition, "offset")
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    consumer,
    recordId,
    Date.now(),
    position?.topic ?? null,
    position?.partition ?? null,
    position?.offset ?? null,
  );
  return isNew > 0 || parked?.supersedes === true;
}

function endHandler<DB>(db: Connection, { connection }: UnitTx<DB>, verdict: Verdict): void {
  if (verdict.writes === 'discard') db.run('ROLLBACK TO handler');
  else if (connection.refusal !== undefined) throw connection.refusal;
  db.run('RELEASE handler');
}

/** The verdict of the work, or DEADLINE_EXCEEDED. `tx` is dead when it settles. */
async function inTime<DB>(
  { tx, connection }: UnitTx<DB>,
  timeoutMs: number,
  work: (tx: Kysely<DB>) => Promise<Verdict>,
): Promise<Verdict> {
  const begun = performance.now();
  const late = Promise.withResolvers<never>();
  const exceeded = () => errors.DEADLINE_EXCEEDED(['A unit of work', timeoutMs]);
  const timer = setTimeout(() => late.reject(exceeded()), timeoutMs);
  try {
    const verdict = await Promise.race([work(tx), late.promise]);
    // Work that never gave the timer its turn.
    if (performance.now() - begun > timeoutMs) throw exceeded();
    connection.end(() => errors.CLOSED(['The unit of work']));
    return verdict;
  } catch (error) {
    connection.end(() => (error instanceof Error ? error : errors.CLOSED(['The unit of work'])));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
