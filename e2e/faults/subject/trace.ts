import type { Kysely } from 'kysely';
import type { UnitRequest } from '@metamorphosis/core';

/** One unit of work that took effect. Its row was written by the unit's own transaction. */
export type TraceRow = {
  readonly consumer: string;
  readonly record_id: string;
  readonly topic: string | null;
  readonly partition: number | null;
  readonly epoch: number | null;
  readonly owner: string | null;
  /** When its work was done: microseconds of the machine's own clock, the same in all its processes, never set. */
  readonly at_us: number;
};

/** The table in which a subject's units of work leave their trace. */
export type TraceTables = { readonly fault_trace: TraceRow };

/** The unit of work that makes the table: its inbox row lets it happen once. A migration would be unknown to the subgraph. */
export const TRACE_UNIT: UnitRequest = {
  inbox: { consumer: 'fault-trace', recordId: 'table' },
  timeoutMs: 10_000,
};

/** Makes the table of traces. */
export async function createTrace(tx: Kysely<TraceTables>): Promise<void> {
  await tx.schema
    .createTable('fault_trace')
    .addColumn('consumer', 'text', (column) => column.notNull())
    .addColumn('record_id', 'text', (column) => column.notNull())
    .addColumn('topic', 'text')
    .addColumn('partition', 'integer')
    .addColumn('epoch', 'integer')
    .addColumn('owner', 'text')
    .addColumn('at_us', 'double precision', (column) => column.notNull())
    .execute();
}

/** Leaves the trace of a unit of work, by its own transaction. */
export async function leaveTrace(
  tx: Kysely<TraceTables>,
  { inbox, fence }: Pick<UnitRequest, 'inbox' | 'fence'>,
): Promise<void> {
  const row: TraceRow = {
    consumer: inbox.consumer,
    record_id: inbox.recordId,
    topic: fence?.topic ?? null,
    partition: fence?.partition ?? null,
    epoch: fence?.epoch ?? null,
    owner: fence?.owner ?? null,
    at_us: Number(process.hrtime.bigint() / 1000n),
  };
  await tx.insertInto('fault_trace').values(row).execute();
}
