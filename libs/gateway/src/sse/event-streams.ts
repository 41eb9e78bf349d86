import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { HttpRefusal } from '../http/http-refusal.js';
import type { StreamOptions } from '../streams/stream-operation.js';
import { EventStream } from './event-stream.js';

/** Bounds of streams that carry several operations. */
export interface EventStreamsOptions extends StreamOptions {
  /** How long a reservation waits for its connection. */
  readonly reservationMs: number;
  /** Reservations and connections together. */
  readonly maxStreams: number;
  readonly maxOperations: number;
}

/**
 * The streams of clients that use one connection for all operations (graphql-sse's single connection
 * mode), by the tokens under which they were reserved. They live in this process: whatever stands in
 * front of several has to send a client to the same one.
 */
export class EventStreams {
  private readonly streams = new Map<string, EventStream>();

  constructor(private readonly options: EventStreamsOptions) {}

  /** Makes a reservation for somebody. Throws TOO_MANY_OPERATIONS (503). */
  reserve(subject: string | undefined): string {
    const { maxStreams, reservationMs } = this.options;
    if (this.streams.size >= maxStreams) {
      const error = errors.TOO_MANY_OPERATIONS([maxStreams, 'as event streams of this process']);
      throw new HttpRefusal(503, error, { 'retry-after': '1' });
    }
    const token = randomBytes(24).toString('base64url');
    const forget = (): boolean => this.streams.delete(token);
    const stream = new EventStream(subject, this.options, forget);
    this.streams.set(token, stream);
    setTimeout(() => {
      if (!stream.connected) stream.end();
    }, reservationMs).unref();
    return token;
  }

  /** The stream of a token, for the subject that reserved it. Throws STREAM_UNKNOWN (404). */
  find(token: string, subject: string | undefined): EventStream {
    const stream = this.streams.get(token);
    if (!stream || stream.subject !== subject) {
      throw new HttpRefusal(404, errors.STREAM_UNKNOWN([]));
    }
    return stream;
  }

  /** Fulfils a reservation. Throws BAD_REQUEST (409) when it was fulfilled before. */
  connect(token: string, subject: string | undefined, response: ServerResponse): void {
    const stream = this.find(token, subject);
    if (stream.connected) {
      throw new HttpRefusal(409, errors.BAD_REQUEST(['The event stream is connected already.']));
    }
    stream.connect(response);
  }
}
