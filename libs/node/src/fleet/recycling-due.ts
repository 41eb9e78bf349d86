import type { Recycling, WorkerStatus } from '@metamorphosis/contract';

/** Where a worker stands, as far as its replacement goes. */
export interface WorkerAge {
  readonly status: WorkerStatus;
  readonly ageMs: number;
  /** 0 to 1, drawn once for each process: how much of the jitter it uses up. */
  readonly luck: number;
}

const DEFAULT_JITTER = 0.1;

/** Why a worker is to be replaced, in words; undefined while it need not be. */
export function recyclingDue(
  { status, ageMs, luck }: WorkerAge,
  limits: ReadonlyMap<string, Recycling>,
): string | undefined {
  for (const [
    name,
    { afterRecords, jitter = DEFAULT_JITTER, maxAgeMs, maxMemoryBytes },
  ] of limits) {
    const share = 1 - luck * jitter;
    const handled =
      status.consumers.find((consumer) => consumer.name === name)?.recordsHandled ?? 0;
    if (afterRecords !== undefined && handled >= Math.max(1, afterRecords * share)) {
      return `${name} has handled ${handled} records`;
    }
    if (maxAgeMs !== undefined && ageMs >= maxAgeMs * share) {
      return `it is ${Math.round(ageMs / 1000)} s old`;
    }
    if (maxMemoryBytes !== undefined && status.memoryBytes > maxMemoryBytes) {
      return `it uses ${Math.round(status.memoryBytes / 1024 / 1024)} MiB`;
    }
  }
  return undefined;
}
