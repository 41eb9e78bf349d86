import type { Ownership } from '../dispatch/delivery.js';
import type { LogRecord } from '../log/event-log.js';
import { inboxConsumer } from '../store/handled-records.js';
import type { UnitRequest, UnitSharing } from '../store/store.js';

/** The unit of work of a record under an ownership: with its row of the retry table, when it comes from there. */
export function unitRequest(
  consumer: string,
  recordId: string,
  { topic, partition, offset }: LogRecord,
  { fence, parked, alone }: Pick<Ownership, 'fence' | 'parked' | 'alone'>,
  timeoutMs: number,
  sharing?: UnitSharing,
): UnitRequest {
  return {
    ...(fence && { fence }),
    inbox: { consumer: inboxConsumer(consumer, parked?.namespace), recordId },
    position: { topic, partition, offset },
    ...(parked && { parked: { id: parked.id, supersedes: parked.replays > 0 } }),
    timeoutMs,
    ...(alone ? { sharing: 'never' } : sharing && { sharing }),
  };
}
