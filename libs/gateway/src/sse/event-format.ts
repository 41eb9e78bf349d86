import type { StreamFormat } from '../streams/stream-format.js';
import { completeEvent, EVENT_STREAM, heartbeatEvent, nextEvent } from './event-text.js';

/** How soon a client that was sent away comes back. */
const RETRY_MS = 1_000;

/** The graphql-sse protocol, one connection for each operation. */
export const EVENT_FORMAT: StreamFormat = {
  headers: EVENT_STREAM,
  opening: '',
  answer: nextEvent,
  heartbeat: heartbeatEvent,
  complete: completeEvent(),
  // An EventSource whose stream ends without a word connects again, with its Last-Event-ID.
  goAway: (cursor) => `retry: ${RETRY_MS}\n${heartbeatEvent(cursor)}`,
};
