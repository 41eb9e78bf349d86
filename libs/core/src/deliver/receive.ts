import { decodeRecord } from '@metamorphosis/contract';
import type { Ownership } from '../dispatch/delivery.js';
import type { LogRecord } from '../log/event-log.js';
import type { DeliveredRecord } from './command-outcome.js';

/** Decodes a record. Throws RECORD_INVALID and RECORD_VERSION_UNSUPPORTED. */
export function receive(log: LogRecord, { parked }: Ownership): DeliveredRecord {
  const record = decodeRecord(log);
  return parked && parked.replays > 0 ? { ...record, replays: parked.replays } : record;
}
