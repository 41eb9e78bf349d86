import type { MemoryDatabase, MemoryParkedRow } from './memory-database.js';
import { leaseId } from './memory-handled-records.js';
import { laneKeyOf, type BlockedKey, type ParkedRecord, type ParkedRow } from './retry-table.js';
import type { LeaseKey } from './store.js';

/** The retry table of an in-memory database. Fences are checked by the store. */
export class MemoryRetryTable {
  constructor(private readonly database: MemoryDatabase) {}

  /** As its owner parks it: behind others of its key it waits for its turn. */
  park(parked: ParkedRecord, dueInMs: number): void {
    const isBehind = this.database.parked.some((row) => laneOf(row.parked) === laneOf(parked));
    this.add(parked, isBehind ? undefined : dueInMs);
  }

  /** Answers false when the record is parked already. */
  add(parked: ParkedRecord, dueInMs: number | undefined): boolean {
    const { parked: rows } = this.database;
    if (rows.some((row) => isSame(row.parked, parked))) return false;
    this.database.lastParkedId += 1;
    rows.push({
      id: this.database.lastParkedId,
      parked: structuredClone(parked),
      dueAt: dueInMs === undefined ? undefined : Date.now() + dueInMs,
    });
    rows.sort((a, b) => a.parked.record.offset - b.parked.record.offset || a.id - b.id);
    return true;
  }

  has(id: string): boolean {
    return this.database.parked.some((row) => String(row.id) === id);
  }

  postpone(id: string, attempts: number, dueInMs: number): void {
    const row = this.database.parked.find((it) => String(it.id) === id);
    if (!row) return;
    row.parked = { ...row.parked, attempts };
    row.dueAt = Date.now() + dueInMs;
  }

  remove(id: string): void {
    const { parked: rows } = this.database;
    const index = rows.findIndex((row) => String(row.id) === id);
    const [gone] = index < 0 ? [] : rows.splice(index, 1);
    if (!gone) return;
    const next = rows.find((row) => laneOf(row.parked) === laneOf(gone.parked));
    if (next) next.dueAt ??= Date.now();
  }

  blocked({ consumer, topic, partition }: LeaseKey, key?: string): readonly BlockedKey[] {
    const found = new Map<string, BlockedKey>();
    for (const { parked, dueAt } of this.database.parked) {
      const { record } = parked;
      const laneKey = laneKeyOf(record);
      if (parked.consumer !== consumer || record.topic !== topic) continue;
      if (record.partition !== partition || (key !== undefined && key !== laneKey)) continue;
      const known = found.get(laneKey);
      const dueInMs = known?.dueInMs ?? Math.max(0, (dueAt ?? 0) - Date.now());
      found.set(laneKey, { topic, partition, key: laneKey, rows: (known?.rows ?? 0) + 1, dueInMs });
    }
    return [...found.values()];
  }

  due(of: readonly LeaseKey[], limit: number): readonly ParkedRow[] {
    const wanted = new Set(of.map(leaseId));
    const seen = new Set<string>();
    return this.database.parked
      .filter(({ parked }) => {
        const lane = laneOf(parked);
        const { topic, partition } = parked.record;
        const isWanted = wanted.has(leaseId({ consumer: parked.consumer, topic, partition }));
        if (!isWanted || seen.has(lane)) return false;
        seen.add(lane);
        return true;
      })
      .filter(({ dueAt }) => (dueAt ?? 0) <= Date.now())
      .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
      .slice(0, limit)
      .map(({ id, parked }) => ({ ...structuredClone(parked), id: String(id) }));
  }

  count(consumer: string | undefined): number {
    if (consumer === undefined) return this.database.parked.length;
    return this.database.parked.filter(({ parked }) => parked.consumer === consumer).length;
  }
}

function laneOf({ consumer, record }: MemoryParkedRow['parked']): string {
  return JSON.stringify([consumer, record.topic, record.partition, laneKeyOf(record)]);
}

function isSame(a: ParkedRecord, b: ParkedRecord): boolean {
  return (
    laneOf(a) === laneOf(b) && a.record.offset === b.record.offset && a.namespace === b.namespace
  );
}
