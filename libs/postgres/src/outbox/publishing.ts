import { errors, HEADERS } from '@metamorphosis/contract';
import type { ClaimedRecord, OutboxBacklog, PublisherLease } from '@metamorphosis/core';
import { codeOf, translated } from '../errors.js';
import type { Statement, Step, StepResult } from '../session/batch.js';
import type { SessionPool } from '../session/session-pool.js';
import type { Session } from '../session/session.js';
import { decodeOutboxRecord, searchable } from '../tables/json-text.js';
import {
  BEGIN,
  CLAIM_OUTBOX,
  COMMIT,
  DELETE_SENT,
  LOCK_PUBLISHER,
  RELEASE_PUBLISHER,
  SELECT_BACKLOG,
  SELECT_CLAIMED,
  SELECT_LINEAGE,
  TAKE_PUBLISHER,
} from '../tables/statements.js';

/** The publisher's side of a store: its right, the claims, and what was sent. */
export class Publishing {
  /** A session stays on one server, so it is asked once. */
  readonly #lineages = new WeakMap<Session, string>();
  #heldUntil = 0;

  constructor(private readonly control: SessionPool) {}

  /** Whether nobody but this store can be publishing at the moment. */
  get isHeldHere(): boolean {
    return performance.now() < this.#heldUntil;
  }

  async take(owner: string, ttlMs: number): Promise<PublisherLease | undefined> {
    // By the server's clock the right is given later than now, so it is not taken away before.
    const heldUntil = performance.now() + ttlMs;
    const [taken] = await this.#run((lineage) => [
      { statement: TAKE_PUBLISHER, parameters: [searchable(owner), ttlMs, lineage] },
    ]);
    const row = taken?.rows[0];
    this.#heldUntil = row ? heldUntil : 0;
    return row && { epoch: Number(row[0]), owner, publisher: row[1] ?? '' };
  }

  async release({ epoch }: PublisherLease): Promise<void> {
    this.#heldUntil = 0;
    await this.#run(() => [{ statement: RELEASE_PUBLISHER, parameters: [epoch] }]);
  }

  async claim(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]> {
    return records(await this.#fenced(lease, CLAIM_OUTBOX, limit));
  }

  async claimed(lease: PublisherLease): Promise<readonly ClaimedRecord[]> {
    return records(await this.#fenced(lease, SELECT_CLAIMED));
  }

  async markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void> {
    await this.#fenced(lease, DELETE_SENT, upToPublishNumber);
  }

  async backlog(sentUpTo: number): Promise<OutboxBacklog> {
    const [found] = await this.#run(() => [{ statement: SELECT_BACKLOG, parameters: [sentUpTo] }]);
    const [rows, oldest] = found?.rows[0] ?? [];
    const oldestAt = oldest && decodeOutboxRecord(oldest).headers[HEADERS.time];
    return { rows: Number(rows ?? 0), ...(oldestAt && { oldestAt }) };
  }

  /** Fence and step in one round trip: the step itself does nothing without the right. */
  async #fenced(
    { epoch }: PublisherLease,
    statement: Statement,
    ...own: readonly number[]
  ): Promise<StepResult | undefined> {
    const results = await this.#run((lineage) => [
      { statement: BEGIN },
      { statement: LOCK_PUBLISHER, parameters: [epoch, lineage] },
      { statement, parameters: [epoch, lineage, ...own] },
      { statement: COMMIT },
    ]);
    if (results[1]?.rows.length !== 1) {
      this.#heldUntil = 0;
      throw errors.LEASE_LOST(['the publisher', 'the outbox', 0]);
    }
    return results[2];
  }

  async #run(steps: (lineage: string) => readonly Step[]): Promise<readonly StepResult[]> {
    try {
      return await this.control.use(async (session) =>
        session.batch(steps(await this.#lineageOf(session))),
      );
    } catch (error) {
      throw translated(error);
    }
  }

  async #lineageOf(session: Session): Promise<string> {
    const known = this.#lineages.get(session);
    if (known !== undefined) return known;
    const asked = await session.batch([{ statement: SELECT_LINEAGE }]).catch(withoutTimelines);
    const lineage = asked[0]?.rows[0]?.[0] ?? 'unknown';
    this.#lineages.set(session, lineage);
    return lineage;
  }
}

/** Servers that keep their log elsewhere do not have the functions, nor lose commits in a failover. */
function withoutTimelines(error: unknown): readonly StepResult[] {
  const code = codeOf(error);
  // Insufficient privilege, undefined function, not supported.
  if (code === '42501' || code === '42883' || code === '0A000') return [];
  throw error;
}

function records(result: StepResult | undefined): readonly ClaimedRecord[] {
  return (result?.rows ?? []).map(([number, record]) => ({
    ...decodeOutboxRecord(record ?? ''),
    publishNumber: Number(number),
  }));
}
