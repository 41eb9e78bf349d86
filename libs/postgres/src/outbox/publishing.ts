import { errors } from '@metamorphosis/contract';
import type { ClaimedRecord, PublisherLease } from '@metamorphosis/core';
import { translated } from '../errors.js';
import type { Step, StepResult } from '../session/batch.js';
import type { SessionPool } from '../session/session-pool.js';
import { decodeOutboxRecord, searchable } from '../tables/json-text.js';
import {
  BEGIN,
  CLAIM_OUTBOX,
  COMMIT,
  DELETE_SENT,
  LOCK_PUBLISHER,
  RELEASE_PUBLISHER,
  SELECT_CLAIMED,
  TAKE_PUBLISHER,
} from '../tables/statements.js';

/** The publisher's side of a store: its right, the claims, and what was sent. */
export class Publishing {
  constructor(private readonly control: SessionPool) {}

  async take(owner: string, ttlMs: number): Promise<PublisherLease | undefined> {
    const parameters = [searchable(owner), ttlMs];
    const results = await this.#batch([{ statement: TAKE_PUBLISHER, parameters }]);
    const row = results[0]?.rows[0];
    return row && { epoch: Number(row[0]), owner, publisher: row[1] ?? '' };
  }

  async release({ epoch }: PublisherLease): Promise<void> {
    await this.#batch([{ statement: RELEASE_PUBLISHER, parameters: [epoch] }]);
  }

  async claim(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]> {
    return records(
      await this.#fenced(lease, { statement: CLAIM_OUTBOX, parameters: [lease.epoch, limit] }),
    );
  }

  async claimed(lease: PublisherLease): Promise<readonly ClaimedRecord[]> {
    return records(await this.#fenced(lease, { statement: SELECT_CLAIMED }));
  }

  async markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void> {
    const parameters = [lease.epoch, upToPublishNumber];
    await this.#fenced(lease, { statement: DELETE_SENT, parameters });
  }

  /** Fence and step in one round trip: the step itself does nothing without the right. */
  async #fenced({ epoch }: PublisherLease, step: Step): Promise<StepResult | undefined> {
    const lock = { statement: LOCK_PUBLISHER, parameters: [epoch] };
    const results = await this.#batch([{ statement: BEGIN }, lock, step, { statement: COMMIT }]);
    if (results[1]?.rows.length !== 1) {
      throw errors.LEASE_LOST(['the publisher', 'the outbox', 0]);
    }
    return results[2];
  }

  async #batch(steps: readonly Step[]): Promise<readonly StepResult[]> {
    try {
      return await this.control.use((session) => session.batch(steps));
    } catch (error) {
      throw translated(error);
    }
  }
}

function records(result: StepResult | undefined): readonly ClaimedRecord[] {
  return (result?.rows ?? []).map(([number, record]) => ({
    ...decodeOutboxRecord(record ?? ''),
    publishNumber: Number(number),
  }));
}
