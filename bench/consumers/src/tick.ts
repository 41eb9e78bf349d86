import { encodeRecord, eventTopic, newRecordId } from '@metamorphosis/contract';
import type { AppendRecord } from '@metamorphosis/core';

/** What the records of this bench carry. */
export interface Tick {
  readonly key: string;
  /** Counts up by one for each key. */
  readonly n: number;
  /** How long its handler works, in milliseconds. */
  readonly workMs: number;
  /** When it was made, milliseconds since the epoch. */
  readonly at: number;
  /** Under which name its latency is counted; absent: it is not. */
  readonly phase?: string;
}

export const SERVICE = 'ticks';
export const TOPIC = eventTopic(SERVICE);
export const TICK = { service: SERVICE, name: 'Tick', type: `${SERVICE}.Tick` } as const;

/** A record of the platform; its value is plain JSON, which every rival reads as well. */
export function recordOf(tick: Tick): AppendRecord {
  const id = newRecordId();
  return encodeRecord({
    ...{ kind: 'event', id, source: SERVICE, type: TICK.type, correlationId: id },
    ...{ time: new Date(tick.at).toISOString(), key: tick.key, data: tick },
  });
}
