import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { UnitRequest, UnitResult, Verdict } from '@metamorphosis/core';
import {
  isAborted,
  isStaleStatement,
  isStatementTimeout,
  isUnreachable,
  isWorthAnotherRun,
  unavailable,
} from '../errors.js';
import type { UnitTransactions } from '../kysely/unit-transactions.js';
import type { Leases } from '../lease/leases.js';
import type { SessionPool } from '../session/session-pool.js';
import { Deadline } from './deadline.js';
import { undo } from './undo.js';
import type { UnitWatch } from './unit-watch.js';
import { Unit } from './unit.js';

/** The longest wait before work that met a deadlock runs again. */
const MAX_PAUSE_MS = 50;

/** What a unit of work does inside of its transaction. */
export type UnitWork<DB> = (tx: Kysely<DB>) => Promise<Verdict>;

/** What units of work run with. */
export interface UnitParts<DB> {
  readonly pool: SessionPool;
  /** For sessions beside the pool. */
  readonly config: pg.ClientConfig;
  readonly schema: string;
  readonly transactions: UnitTransactions<DB>;
  readonly leases: Leases;
}

/** Runs units of work, again where the database itself asks for it, and never gives back a session in doubt. */
export class UnitRunner<DB> {
  constructor(private readonly parts: UnitParts<DB>) {}

  async run(request: UnitRequest, work: UnitWork<DB>, watch?: UnitWatch): Promise<UnitResult> {
    const deadline = new Deadline(request.timeoutMs);
    try {
      for (let run = 1; ; run += 1) {
        const attempt = await this.#attempt(request, deadline, work, watch);
        if (attempt.kind === 'ended') return attempt.result;
        const pause = Math.random() * Math.min(MAX_PAUSE_MS, 2 ** run);
        await deadline.race(new Promise((resolve) => setTimeout(resolve, pause)));
      }
    } finally {
      deadline.stop();
    }
  }

  async #attempt(
    request: UnitRequest,
    deadline: Deadline,
    work: UnitWork<DB>,
    watch: UnitWatch | undefined,
  ): Promise<{ readonly kind: 'ended'; readonly result: UnitResult } | { readonly kind: 'again' }> {
    const { pool, config, schema, transactions } = this.parts;
    const session = await pool.acquire();
    deadline.start();
    const unit = new Unit(session, request, deadline, schema, transactions, watch);
    try {
      const result = await unit.run(work);
      pool.release(session, true);
      return { kind: 'ended', result };
    } catch (error) {
      // A handler may have wrapped or swallowed what the database said: that counts, not its error.
      const reason = unit.refusal ?? error;
      const isLost = session.loss !== undefined || isUnreachable(reason);
      const isClean = await undo(session, deadline, config);
      pool.release(session, isClean && !isStaleStatement(reason));
      if (isLost) throw await this.#told(session.loss ?? reason, request, deadline);
      if (deadline.error) throw deadline.error;
      if (isWorthAnotherRun(reason)) return { kind: 'again' };
      if (isStatementTimeout(reason)) throw deadline.exceeded(reason);
      throw isAborted(error) && reason !== error ? goneOn(reason) : error;
    }
  }

  /** What the caller is told of a lost session. */
  async #told(loss: unknown, { fence }: UnitRequest, deadline: Deadline): Promise<unknown> {
    // A taker of the lease ends the sessions of its predecessor: that is no outage.
    const taken = fence && (await this.parts.leases.lossOf(fence).catch(() => undefined));
    return taken ?? deadline.error ?? unavailable(loss);
  }
}

function goneOn(refusal: unknown): Error {
  return new Error(
    'The database refused a statement of this unit, and its handler went on: such writes cannot be kept. Let the error pass, or reject.',
    { cause: refusal },
  );
}
