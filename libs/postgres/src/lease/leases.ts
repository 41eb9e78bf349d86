import type pg from 'pg';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import type { Fence, LeaseKey } from '@metamorphosis/core';
import { isStatementTimeout, translated } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import type { Parameter, Statement, StepResult } from '../session/batch.js';
import type { SessionPool } from '../session/session-pool.js';
import { Session } from '../session/session.js';
import { searchable } from '../tables/json-text.js';
import {
  BEGIN,
  CHECK_LEASE,
  COMMIT,
  END_LEASE_HOLDERS,
  LOCK_LEASE_TO_TAKE,
  MARK_ATTEMPT,
  RELEASE_LEASE,
  TAKE_LEASE,
} from '../tables/statements.js';
import { leaseLock } from './lock-keys.js';

/** How long the server may take to end one session. */
const END_SESSION_MS = 5_000;

/** The leases on partitions. A unit holds its lease's lock shared until it commits; a taker wants it alone. */
export class Leases {
  constructor(
    private readonly control: SessionPool,
    private readonly config: pg.ClientConfig,
    private readonly options: CompiledOptions,
  ) {}

  async take(key: LeaseKey, owner: string): Promise<Fence> {
    const { consumer, topic, partition } = key;
    const lock = leaseLock(this.options.schema, key);
    const taken = this.control.use((session) =>
      session.batch([
        { statement: BEGIN },
        { statement: LOCK_LEASE_TO_TAKE, parameters: [lock] },
        { statement: TAKE_LEASE, parameters: [consumer, topic, partition, owner] },
        { statement: COMMIT },
      ]),
    );
    const reason = await this.#endHoldersUntil(taken, lock);
    try {
      const results = await taken;
      const [epoch, isClean, mark, deaths, before] = results[2]?.rows[0] ?? [];
      const fence = { consumer, topic, partition, epoch: Number(epoch), owner };
      if (isClean === 't') return fence;
      const suspect =
        mark == null
          ? undefined
          : { record: mark, deaths: Number(deaths) + 1, owner: String(before) };
      return { ...fence, unclean: true, ...(suspect && { suspect }) };
    } catch (error) {
      if (!isStatementTimeout(error)) throw translated(error);
      const what = `Taking the lease of ${consumer} on ${topic}/${partition}`;
      const cause = reason ?? error;
      throw errors.DEADLINE_EXCEEDED([what, this.options.statementTimeoutMs], { cause });
    }
  }

  /** Nothing is in hand under it any more. */
  async release({ consumer, topic, partition, epoch }: Fence): Promise<void> {
    await this.#ask(RELEASE_LEASE, [consumer, topic, partition, epoch]);
  }

  /** Marks the record that is about to be handled. */
  async mark(fence: Fence, record: string | undefined, deaths: number): Promise<void> {
    const { consumer, topic, partition, epoch } = fence;
    const mark = record === undefined ? null : searchable(record);
    const result = await this.#ask(MARK_ATTEMPT, [consumer, topic, partition, epoch, mark, deaths]);
    if (!result?.rows[0]) throw errors.LEASE_LOST([consumer, topic, partition]);
  }

  async #ask(
    statement: Statement,
    parameters: readonly Parameter[],
  ): Promise<StepResult | undefined> {
    try {
      const results = await this.control.use((s) => s.batch([{ statement, parameters }]));
      return results[0];
    } catch (error) {
      throw translated(error);
    }
  }

  /** Why a unit of work under this fence failed, when the reason is that the lease was taken. */
  async lossOf(fence: Fence): Promise<MetamorphosisError | undefined> {
    const { consumer, topic, partition, epoch } = fence;
    const step = { statement: CHECK_LEASE, parameters: [consumer, topic, partition, epoch] };
    const results = await this.control.use((session) => session.batch([step]));
    if (results[0]?.rows.length === 1) return undefined;
    return errors.LEASE_LOST([consumer, topic, partition]);
  }

  /**
   * New units queue behind the waiting taker, so ending those that hold the lock is enough; it is
   * done again for one whose session could not be ended. Answers why that failed, if it did.
   */
  async #endHoldersUntil(taken: Promise<unknown>, lock: string): Promise<unknown> {
    let reason: unknown;
    while (!(await settlesWithin(taken, this.options.takeoverGraceMs))) {
      reason = await this.#endHolders(lock).catch((error: unknown) => error);
    }
    return reason;
  }

  /** On a connection of its own: takers may have filled the pool, each waiting for this. */
  async #endHolders(lock: string): Promise<undefined> {
    const session = await Session.connect(this.config);
    try {
      await session.batch([{ statement: END_LEASE_HOLDERS, parameters: [lock, END_SESSION_MS] }]);
    } finally {
      await session.end();
    }
  }
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), ms);
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
