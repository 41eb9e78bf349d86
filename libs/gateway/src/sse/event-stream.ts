import type { ServerResponse } from 'node:http';
import { errors } from '@metamorphosis/contract';
import { background } from '@metamorphosis/core';
import type {
  Answer,
  CompiledOperation,
  LiveOperation,
  RequestContext,
} from '@metamorphosis/federation';
import type { AccessEntry } from '../access-log/access-log.js';
import type { GraphqlRequest } from '../http/graphql-request.js';
import { HttpRefusal } from '../http/http-refusal.js';
import { atExpiry } from '../identity/at-expiry.js';
import { expiredBody } from '../streams/expired-body.js';
import { LiveDelivery } from '../streams/live-delivery.js';
import { ResponseStream } from '../streams/response-stream.js';
import { stopWith, type StreamOptions } from '../streams/stream-operation.js';
import { EVENT_FORMAT } from './event-format.js';
import { completeEvent, EVENT_STREAM, heartbeatEvent, nextEvent } from './event-text.js';

/** What runs on a stream. */
interface Operation {
  readonly ending: AbortController;
  delivery: LiveDelivery | undefined;
}

/** What goes with an operation of a stream. */
export interface EventStreamOperation {
  /** Called when it is over. */
  readonly release: () => void;
  /** When its caller's token ends, and it with that. @default never */
  readonly expiresAt: number | undefined;
  /** Told how it ended. @default nobody is */
  readonly entry: AccessEntry | undefined;
}

/** One connection that carries several operations, each under its id. Ends with the connection. */
export class EventStream {
  private readonly operations = new Map<string, Operation>();
  private output: ResponseStream | undefined;
  private ended = false;
  private opened: () => void = () => undefined;
  /** Operations may be sent before the connection stands. */
  private readonly opening = new Promise<void>((resolve) => (this.opened = resolve));
  private forgetStream: () => void = () => undefined;

  constructor(
    readonly subject: string | undefined,
    private readonly options: StreamOptions & { readonly maxOperations: number },
    private readonly forget: () => void,
  ) {}

  get connected(): boolean {
    return this.output !== undefined;
  }

  connect(response: ServerResponse): void {
    this.output = new ResponseStream(response, {
      headers: EVENT_STREAM,
      heartbeatMs: this.options.heartbeatMs,
      load: this.options.load,
      heartbeat: () => heartbeatEvent(this.cursors()),
    });
    response.once('close', () => this.end());
    this.forgetStream = this.options.streams.add({
      goAway: () => {
        const cursors = this.cursors();
        this.output?.end(EVENT_FORMAT.goAway(cursors));
        this.end();
      },
    });
    void this.output.writeHeartbeat();
    this.opened();
  }

  /**
   * Starts an operation, whose answers come by the stream. Throws BAD_REQUEST (409) for an id in use,
   * TOO_MANY_OPERATIONS (429).
   */
  start(
    id: string,
    operation: CompiledOperation,
    asked: GraphqlRequest,
    cursor: string | undefined,
    context: RequestContext,
    { release, expiresAt, entry }: EventStreamOperation,
  ): void {
    if (this.operations.has(id)) {
      throw new HttpRefusal(409, errors.BAD_REQUEST([`Operation "${id}" is under way already.`]));
    }
    const { maxOperations } = this.options;
    if (this.operations.size >= maxOperations) {
      throw new HttpRefusal(429, errors.TOO_MANY_OPERATIONS([maxOperations, 'on this stream']));
    }
    const running: Operation = { ending: new AbortController(), delivery: undefined };
    this.operations.set(id, running);
    const own = { ...context, signal: running.ending.signal };
    const run = async (): Promise<void> => {
      if (operation.kind !== 'subscription') {
        const answer = await operation.execute(asked.variables, own);
        entry?.answered(answer.errors);
        await this.next(id, running, answer.body());
      } else {
        const live = await operation.subscribe(asked.variables, own, cursor);
        const refused = 'executed' in live ? live : await this.deliver(id, running, live);
        if (refused) {
          entry?.answered(refused.errors);
          await this.next(id, running, refused.body());
        }
      }
      await this.tell(id, running, completeEvent(JSON.stringify({ id })));
    };
    const forgetExpiry = atExpiry(expiresAt, () => this.expire(id, running));
    const done = run().finally(() => {
      forgetExpiry();
      release();
      const aborted = this.operations.get(id) !== running;
      if (!aborted) this.operations.delete(id);
      entry?.end({ transport: 'text/event-stream', aborted });
    });
    background('an operation of an event stream', this.options.logger, done);
  }

  private expire(id: string, running: Operation): void {
    if (this.operations.get(id) !== running) return;
    const body = expiredBody(running.delivery?.cursor());
    void this.next(id, running, body);
    void this.tell(id, running, completeEvent(JSON.stringify({ id })));
    this.stop(id);
  }

  /** Ends an operation without a word; nothing happens when it is not under way. */
  stop(id: string): void {
    const operation = this.operations.get(id);
    this.operations.delete(id);
    operation?.ending.abort();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.forget();
    this.forgetStream();
    for (const id of [...this.operations.keys()]) this.stop(id);
    this.opened();
  }

  private async deliver(
    id: string,
    operation: Operation,
    live: LiveOperation,
  ): Promise<Answer | undefined> {
    const delivery = new LiveDelivery(live, this.options.load);
    stopWith(operation.ending.signal, delivery);
    operation.delivery = delivery;
    // A client that drops before its first event comes back with this.
    void this.output?.writeHeartbeat();
    return delivery.run(({ answer }) => this.next(id, operation, answer.body()));
  }

  private next(id: string, operation: Operation, body: string): Promise<void> {
    const payload = `{"id":${JSON.stringify(id)},"payload":${body}}`;
    return this.tell(id, operation, nextEvent(payload, undefined));
  }

  private async tell(id: string, operation: Operation, text: string): Promise<void> {
    if (!this.output) await this.opening;
    if (this.operations.get(id) === operation) await this.output?.write(text);
  }

  /** Where each subscription stands, by operation id: a stream has one id for all of them. */
  private cursors(): string | undefined {
    const cursors: Record<string, string> = {};
    for (const [id, { delivery }] of this.operations) {
      const cursor = delivery?.cursor();
      if (cursor !== undefined) cursors[id] = cursor;
    }
    return Object.keys(cursors).length > 0 ? JSON.stringify(cursors) : undefined;
  }
}
