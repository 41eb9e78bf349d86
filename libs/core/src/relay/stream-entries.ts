import {
  decodeRecord,
  isMetamorphosisError,
  type DomainRecord,
  type StreamEvent,
} from '@metamorphosis/contract';
import type { StreamEntry } from '../board/board.js';
import type { LogRecord } from '../log/event-log.js';

/** The stream entry of a record of an event topic; undefined for what is no event of ours. */
export function streamEntryOf(log: LogRecord): StreamEntry | undefined {
  const record = decode(log);
  if (record?.kind !== 'event') return undefined;
  const event: StreamEvent = {
    id: record.id,
    type: record.type,
    time: record.time,
    key: record.key,
    correlationId: record.correlationId,
    ...(record.traceparent !== undefined && { traceparent: record.traceparent }),
    ...(record.dataVersion !== undefined && { dataVersion: record.dataVersion }),
    data: record.data as StreamEvent['data'],
  };
  return {
    offset: log.offset,
    payload: JSON.stringify(event),
    ...(record.publisher !== undefined &&
      record.publishNumber !== undefined && {
        publisher: record.publisher,
        publishNumber: record.publishNumber,
      }),
  };
}

function decode(log: LogRecord): DomainRecord | undefined {
  try {
    return decodeRecord(log);
  } catch (error) {
    // Consumers park such records; subscribers are not owed what is no event.
    if (isMetamorphosisError(error)) return undefined;
    throw error;
  }
}
