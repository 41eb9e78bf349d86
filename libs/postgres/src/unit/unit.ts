import type { Kysely } from 'kysely';
import { errors } from '@metamorphosis/contract';
import type { Outcome, UnitRequest, UnitResult, Verdict } from '@metamorphosis/core';
import { UnitConnection } from '../kysely/unit-connection.js';
import type { UnitTransactions } from '../kysely/unit-transactions.js';
import { leaseLock, recordLock } from '../lease/lock-keys.js';
import { CHECK_LEASE_AND_PARKED, CHECK_PARKED } from '../retry/retry-statements.js';
import type { Step, StepResult } from '../session/batch.js';
import type { Session } from '../session/session.js';
import { decodeOutcome, searchable } from '../tables/json-text.js';
import {
  BEGIN,
  CHECK_LEASE_AND_RECORD,
  CHECK_RECORD,
  LOCK_LEASE_AND_RECORD,
  LOCK_RECORD,
  ROLLBACK,
  SELECT_OUTCOME,
} from '../tables/statements.js';
import type { Deadline } from './deadline.js';
import { commit, limitTime } from './transaction.js';
import type { UnitWatch } from './unit-watch.js';
import { verdictSteps } from './verdict-steps.js';

/** One run of a unit of work on one session: opened in one round trip, closed in one. */
export class Unit<DB> {
  readonly #inbox: { readonly consumer: string; readonly recordId: string };
  readonly #connection: UnitConnection;

  constructor(
    private readonly session: Session,
    private readonly request: UnitRequest,
    private readonly deadline: Deadline,
    private readonly schema: string,
    private readonly transactions: UnitTransactions<DB>,
    private readonly watch?: UnitWatch,
  ) {
    const { consumer, recordId } = request.inbox;
    this.#inbox = { consumer: searchable(consumer), recordId: searchable(recordId) };
    this.#connection = new UnitConnection(session, watch);
  }

  /** The first statement of the work that the database refused. */
  get refusal(): Error | undefined {
    return this.#connection.refusal;
  }

  /** Rejects with whatever went wrong first; the session is then in an unknown state. */
  async run(work: (tx: Kysely<DB>) => Promise<Verdict>): Promise<UnitResult> {
    const { deadline } = this;
    const began = performance.now();
    if ((await deadline.race(this.#open())) === 'repeat') return deadline.race(this.#repeat());
    this.watch?.opened(performance.now() - began);
    const verdict = await this.#work(work);
    if (this.session.isOutsideTransaction) {
      throw new Error('A handler must not end the transaction of its unit of work.');
    }
    if (verdict.writes === 'discard' && this.#connection.statements > 0) {
      // No savepoint before the work: rejections are rare, and every unit would pay for it.
      const [, state] = await deadline.race(Promise.all([this.#rollBack(), this.#open()]));
      if (state === 'repeat') return deadline.race(this.#repeat());
    }
    const steps = verdictSteps(this.#inbox, this.request, verdict);
    await commit(this.session, steps, this.request.timeoutMs);
    return { kind: 'committed', ...(verdict.outcome && { outcome: verdict.outcome }) };
  }

  /** Begins, takes the locks, and looks. */
  async #open(): Promise<'new' | 'repeat'> {
    const limits = limitTime(this.session, this.request.timeoutMs);
    const results = this.session.batch([{ statement: BEGIN }, ...this.#openSteps()]);
    const [opened] = await Promise.all([results, limits]);
    const [held, known] = opened[2]?.rows[0] ?? [];
    const { fence } = this.request;
    if (fence && held !== 't') {
      throw errors.LEASE_LOST([fence.consumer, fence.topic, fence.partition]);
    }
    return known === 't' ? 'repeat' : 'new';
  }

  #openSteps(): Step[] {
    const { fence, parked } = this.request;
    const { consumer, recordId } = this.#inbox;
    const record = recordLock(this.schema, this.#inbox);
    const row = parked ? [parked.id, String(parked.supersedes)] : [];
    if (!fence) {
      return [
        { statement: LOCK_RECORD, parameters: [record] },
        {
          statement: parked ? CHECK_PARKED : CHECK_RECORD,
          parameters: [recordId, consumer, ...row],
        },
      ];
    }
    const lease = [fence.consumer, fence.topic, fence.partition, fence.epoch];
    const check = parked ? CHECK_LEASE_AND_PARKED : CHECK_LEASE_AND_RECORD;
    return [
      { statement: LOCK_LEASE_AND_RECORD, parameters: [leaseLock(this.schema, fence), record] },
      { statement: check, parameters: [recordId, consumer, ...lease, ...row] },
    ];
  }

  async #work(work: (tx: Kysely<DB>) => Promise<Verdict>): Promise<Verdict> {
    const run = () => work(this.transactions.over(this.#connection));
    try {
      return await this.deadline.race(this.watch ? this.watch.during(run) : run());
    } finally {
      this.#connection.end();
    }
  }

  async #repeat(): Promise<UnitResult> {
    const { recordId } = this.#inbox;
    const [found] = await Promise.all([
      this.session.batch([{ statement: SELECT_OUTCOME, parameters: [recordId] }]),
      this.#rollBack(),
    ]);
    const outcome = outcomeIn(found);
    return { kind: 'repeat', ...(outcome && { outcome }) };
  }

  #rollBack(): Promise<readonly StepResult[]> {
    return this.session.batch([{ statement: ROLLBACK }]);
  }
}

/** The outcome in the answer to `SELECT_OUTCOME`. */
export function outcomeIn(results: readonly StepResult[]): Outcome | undefined {
  const text = results[0]?.rows[0]?.[0];
  return text ? decodeOutcome(text) : undefined;
}
