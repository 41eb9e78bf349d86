import { errors } from '@metamorphosis/contract';
import {
  laneKeyOf,
  type BlockedKey,
  type Fence,
  type LeaseKey,
  type ParkedRecord,
  type ParkedRow,
} from '@metamorphosis/core';
import { translated } from '../errors.js';
import { leaseLock } from '../lease/lock-keys.js';
import type { Parameter, Statement, Step, StepResult } from '../session/batch.js';
import type { SessionPool } from '../session/session-pool.js';
import { decodeParked, encodeParked, searchable } from '../tables/json-text.js';
import { BEGIN, CHECK_LEASE, COMMIT } from '../tables/statements.js';
import {
  ADD_PARKED,
  COUNT_PARKED,
  LOCK_LEASE,
  PARK,
  POSTPONE,
  SELECT_BLOCKED,
  SELECT_DUE,
  UNPARK,
} from './retry-statements.js';

/** The parked records of a store. */
export class RetryTable {
  constructor(
    private readonly control: SessionPool,
    private readonly schema: string,
  ) {}

  async park(fence: Fence, parked: ParkedRecord, dueInMs: number): Promise<void> {
    const { namespace = '', recordId, attempts, record } = parked;
    const row = [record.offset, namespace, searchable(recordId), attempts, dueInMs];
    await this.#fenced(fence, PARK, [laneOf(parked), ...row, encodeParked(parked)]);
  }

  async postpone(fence: Fence, id: string, attempts: number, dueInMs: number): Promise<void> {
    await this.#fenced(fence, POSTPONE, [id, attempts, dueInMs]);
  }

  async unpark(fence: Fence, id: string): Promise<void> {
    await this.#fenced(fence, UNPARK, [id]);
  }

  async blockedKeys(
    { consumer, topic, partition }: LeaseKey,
    key: string | undefined,
  ): Promise<readonly BlockedKey[]> {
    const lane = key === undefined ? null : JSON.stringify(key);
    const [found] = await this.#run([
      { statement: SELECT_BLOCKED, parameters: [consumer, topic, partition, lane] },
    ]);
    return (found?.rows ?? []).map(([of, rows, dueInMs]) => ({
      topic,
      partition,
      key: JSON.parse(of ?? '""') as string,
      rows: Number(rows),
      dueInMs: Number(dueInMs ?? 0),
    }));
  }

  async dueRows(of: readonly LeaseKey[], limit: number): Promise<readonly ParkedRow[]> {
    const places = [
      of.map(({ consumer }) => consumer),
      of.map(({ topic }) => topic),
      of.map(({ partition }) => partition),
    ];
    const [due] = await this.#run([{ statement: SELECT_DUE, parameters: [...places, limit] }]);
    return (due?.rows ?? []).map(([id, attempts, record]) => ({
      ...decodeParked(record ?? ''),
      id: id ?? '',
      attempts: Number(attempts),
    }));
  }

  async add(parked: readonly (ParkedRecord & { readonly dueInMs: number })[]): Promise<number> {
    const steps = parked.map(({ dueInMs, ...it }) => addStep(it, dueInMs));
    const results = await this.#run([{ statement: BEGIN }, ...steps, { statement: COMMIT }]);
    return results.filter(({ tag }) => tag === 'INSERT 0 1').length;
  }

  async count(consumer: string | undefined): Promise<number> {
    const [counted] = await this.#run([
      { statement: COUNT_PARKED, parameters: [consumer ?? null] },
    ]);
    return Number(counted?.rows[0]?.[0] ?? 0);
  }

  /** Fence and step in one round trip: the step itself does nothing without the lease. */
  async #fenced(fence: Fence, statement: Statement, own: readonly Parameter[]): Promise<void> {
    const { consumer, topic, partition, epoch } = fence;
    const lease = [consumer, topic, partition, epoch];
    const results = await this.#run([
      { statement: BEGIN },
      { statement: LOCK_LEASE, parameters: [leaseLock(this.schema, fence)] },
      { statement: CHECK_LEASE, parameters: lease },
      { statement, parameters: [...lease, ...own] },
      { statement: COMMIT },
    ]);
    if (results[2]?.rows.length !== 1) throw errors.LEASE_LOST([consumer, topic, partition]);
  }

  async #run(steps: readonly Step[]): Promise<readonly StepResult[]> {
    try {
      return await this.control.use((session) => session.batch(steps));
    } catch (error) {
      throw translated(error);
    }
  }
}

/** Adds a row for its partition's owner to find. */
export function addStep(parked: ParkedRecord, dueInMs: number): Step {
  const { consumer, namespace = '', recordId, attempts, record } = parked;
  const { topic, partition, offset } = record;
  const place = [consumer, topic, partition, laneOf(parked), offset, namespace];
  const parameters = [...place, searchable(recordId), attempts, dueInMs, encodeParked(parked)];
  return { statement: ADD_PARKED, parameters };
}

function laneOf({ record }: ParkedRecord): string {
  return JSON.stringify(laneKeyOf(record));
}
