import type { OutgoingHttpHeaders } from 'node:http';

/** How a stream of events is announced. */
export const EVENT_STREAM: OutgoingHttpHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
};

/** One answer. The id is what a client sends as Last-Event-ID when it comes back. */
export function nextEvent(body: string, cursor: string | undefined): string {
  // JSON has no line breaks: one line of data holds it.
  return `${idLine(cursor)}event: next\ndata: ${body}\n\n`;
}

/** The end. Without `data:` an EventSource would not tell its listeners. */
export function completeEvent(data = ''): string {
  return `event: complete\ndata: ${data}\n\n`;
}

/** Nobody is told of it: an id without data only moves what the client sends as Last-Event-ID. */
export function heartbeatEvent(cursor: string | undefined): string {
  return cursor === undefined ? ':\n\n' : `${idLine(cursor)}\n`;
}

function idLine(cursor: string | undefined): string {
  return cursor === undefined ? '' : `id: ${cursor}\n`;
}
