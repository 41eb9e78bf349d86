import { newUuid } from '@metamorphosis/contract';
import type { Ownership } from '../dispatch/delivery.js';
import type { EventLog } from '../log/event-log.js';
import type { OutboxRecord, Store } from '../store/store.js';

/** Where events of handlers without a unit of work go. */
export interface PublishTarget {
  readonly consumer: string;
  /** Absent for consumers without a store: events then go to the log at once. */
  readonly store?: Store<unknown>;
  readonly log: EventLog;
}

/**
 * Publishes the events of a handler that ran without a unit of work and has ended well: all of them
 * or none, by the outbox, under the partition's lease. Rejects with LEASE_LOST, and has published nothing, when the
 * partition has another owner by now, however long this process stood still. Called again for the same record, it publishes again.
 */
export async function publishAfterwards(
  outbox: readonly OutboxRecord[],
  recordId: string,
  { consumer, store, log }: PublishTarget,
  { fence, signal }: Pick<Ownership, 'fence' | 'signal'>,
  timeoutMs: number,
): Promise<void> {
  if (outbox.length === 0) return;
  signal.throwIfAborted();
  if (!store) {
    for (const { topic, ...event } of outbox) await log.append(topic, [event]);
    return;
  }
  // A unit of its own each time: the inbox must not take it for a repeat. Without a position its row goes by its age.
  const inbox = { consumer, recordId: `${recordId}#${newUuid()}` };
  await store.unit({ ...(fence && { fence }), inbox, timeoutMs }, async () => ({
    writes: 'keep',
    outbox,
  }));
}
