import type pg from 'pg';
import type { UnitWire } from '../kysely/unit-connection.js';
import type { Statement, Step } from '../session/batch.js';
import type { Session } from '../session/session.js';
import { RELEASE, ROLLBACK_TO, SAVEPOINT } from '../tables/group-statements.js';
import { isPlain } from './unit-watch.js';

const CYCLE = [SAVEPOINT, ROLLBACK_TO, RELEASE];

/**
 * A transaction in parts that can be undone one by one. What sets the parts off goes out in front of
 * the next statement, unanswered: waited for, it would cost a round trip each.
 */
export class Savepoints implements UnitWire {
  #owed: Statement[] = [];
  #isOpen = false;

  constructor(private readonly session: Session) {}

  /** Steps for the opening of the transaction: a session has to know the statements before they go unanswered. */
  static firstSteps(session: Session): Step[] {
    return CYCLE.every((statement) => session.knows(statement))
      ? []
      : CYCLE.map((statement) => ({ statement }));
  }

  /** A statement of the part that runs. The first one begins it. */
  async query(text: string, parameters: readonly unknown[] = []): Promise<pg.QueryResult> {
    if (!isPlain(text)) throw new Error(`Not in a transaction that others share: ${text}`);
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#owed.push(SAVEPOINT);
    }
    return this.session.query(text, parameters, this.takeOwed());
  }

  /** Ends the part that runs, and keeps its writes or not. */
  end(writes: 'keep' | 'discard'): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#owed.push(...(writes === 'keep' ? [RELEASE] : [ROLLBACK_TO, RELEASE]));
  }

  /** What has not gone out yet, for the end of the transaction. */
  takeOwed(): Step[] {
    const steps = this.#owed.map((statement) => ({ statement }));
    this.#owed = [];
    return steps;
  }
}
