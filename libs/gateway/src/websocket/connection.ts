import type { Duplex } from 'node:stream';
import { CloseCode, MessageType, parseMessage, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { errors } from '@metamorphosis/contract';
import { background, type Logger } from '@metamorphosis/core';
import type { Answer } from '@metamorphosis/federation';
import type { Caller } from '../http/caller.js';
import { HttpRefusal } from '../http/http-refusal.js';
import { atExpiry } from '../identity/at-expiry.js';
import { checkVariables } from '../limits/check-variables.js';
import type { LoadCounter } from '../limits/load.js';
import { tokenExpired } from '../streams/expired-body.js';
import { LiveDelivery } from '../streams/live-delivery.js';
import {
  beginOperation,
  type BeginHost,
  type BeginOptions,
  type Begun,
} from './begin-operation.js';
import type { Beating } from './heartbeats.js';
import {
  bodyMessage,
  completeMessage,
  errorMessage,
  pingMessage,
  refusalMessage,
} from './messages.js';
import type { NextFrames } from './next-frames.js';
import { Operation, type OperationHost } from './operation.js';

/** What a connection needs. */
export interface ConnectionOptions extends BeginOptions {
  readonly logger: Logger;
  readonly load: LoadCounter;
  /** Operations under way at a time. */
  readonly maxOperations: number;
  /** Variables as JSON. */
  readonly maxVariablesBytes: number;
  readonly initTimeoutMs: number;
  /** The same for all connections of a process: an answer goes to many of them. */
  readonly frames: NextFrames;
  /** Takes out of a message what nobody may read. @default nothing */
  readonly redact?: (text: string) => string;
}

/** Tells who opened a connection, by what came with its first message. */
export type Identify = (
  init: Readonly<Record<string, unknown>> | undefined,
) => Caller | Promise<Caller>;

type State = 'opened' | 'identifying' | 'initialised' | 'closed';

/** What is said of an error that nobody foresaw. */
const MASKED = {
  message: 'Something went wrong here.',
  extensions: { code: 'INTERNAL_ERROR' },
};
/** Written behind something, it tells when that was taken. */
const NOTHING = Buffer.alloc(0);

/** RFC 6455's registry: try again later. */
const TRY_AGAIN_LATER = 1013;

/**
 * One client on a socket, speaking graphql-transport-ws. Owns its operations: they end with the socket.
 */
export class Connection implements Beating, OperationHost, BeginHost {
  private state: State = 'opened';
  private readonly operations = new Map<string, Operation>();
  private initTimer: ReturnType<typeof setTimeout> | undefined;
  private answered = true;
  private whenIdle: (() => void) | undefined;
  caller: Caller | undefined;
  /** Asked once, then forgotten: it holds the request that opened the socket. */
  private callerOf: Identify | undefined;
  private forgetExpiry: (() => void) | undefined;

  constructor(
    private readonly socket: WebSocket,
    /** What it writes to. */
    private readonly wire: Duplex,
    private readonly options: ConnectionOptions,
    identify: Identify,
  ) {
    this.callerOf = identify;
    this.initTimer = setTimeout(() => {
      socket.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, options.initTimeoutMs);
  }

  /** To be told of each message. */
  hear(data: Buffer): void {
    this.answered = true;
    background('a WebSocket message', this.options.logger, this.take(data.toString()));
  }

  /** To be told of each answer to a ping. */
  heard(): void {
    this.answered = true;
  }

  /** Asks a silent client whether it is there, and tells it its cursors; cuts it off if it did not answer the last time. */
  beat(): void {
    const { socket, wire } = this;
    if (!this.answered) {
      socket.terminate();
      return;
    }
    this.answered = false;
    // One write for both.
    wire.cork();
    if (socket.readyState === socket.OPEN) socket.ping();
    this.sendCursors();
    wire.uncork();
  }

  /** Tells the client where its subscriptions stand. */
  sendCursors(): void {
    const cursors: Record<string, string> = {};
    for (const [id, { delivery }] of this.operations) {
      const cursor = delivery?.cursor();
      if (cursor !== undefined) cursors[id] = cursor;
    }
    if (Object.keys(cursors).length > 0) void this.send(pingMessage({ cursors }));
  }

  /** Resolves when no query or mutation is under way; subscriptions are not waited for. */
  idle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.whenIdle = resolve;
    });
  }

  /** What nobody foresaw ends the connection: a client must not wait for what does not come. */
  private take(text: string): Promise<void> {
    return this.receive(text).catch((error: unknown) => {
      this.socket.close(CloseCode.InternalServerError, 'Internal server error');
      throw error;
    });
  }

  private async receive(text: string): Promise<void> {
    let message: ReturnType<typeof parseMessage>;
    try {
      message = parseMessage(text);
    } catch {
      return this.socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (this.state !== 'opened') {
          const code = CloseCode.TooManyInitialisationRequests;
          return this.socket.close(code, 'Too many initialisation requests');
        }
        this.state = 'identifying';
        clearTimeout(this.initTimer);
        this.initTimer = undefined;
        return this.identify(message.payload ?? undefined);
      case MessageType.Ping: {
        const { payload } = message;
        // It is written again: what cannot be is no message either.
        const { maxVariablesBytes } = this.options;
        if (checkVariables(payload, maxVariablesBytes, text.length)) {
          return this.socket.close(CloseCode.BadRequest, 'Ping payload too large');
        }
        return this.send(JSON.stringify({ type: MessageType.Pong, ...(payload && { payload }) }));
      }
      case MessageType.Subscribe:
        return this.subscribe(message.id, message.payload, text.length);
      case MessageType.Complete:
        return this.end(message.id);
      case MessageType.Pong:
        return undefined;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return this.socket.close(
          CloseCode.BadRequest,
          `Unexpected message of type ${message.type}`,
        );
    }
  }

  /** Acknowledges the connection once it is known whose it is. */
  private async identify(init: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    try {
      const asked = this.callerOf?.(init);
      this.callerOf = undefined;
      const caller = await asked;
      // Meanwhile the client may have gone.
      if (this.state !== 'identifying' || !caller) return;
      this.caller = caller;
      this.state = 'initialised';
      this.endWith(caller.expiresAt);
      await this.send(JSON.stringify({ type: MessageType.ConnectionAck }));
    } catch (error) {
      if (!(error instanceof HttpRefusal)) throw error;
      if (error.status === 401) this.socket.close(CloseCode.Forbidden, 'Forbidden');
      else this.socket.close(TRY_AGAIN_LATER, 'Try again later');
    }
  }

  private endWith(expiresAt: number | undefined): void {
    if (expiresAt !== undefined) this.forgetExpiry = atExpiry(expiresAt, () => this.expire());
  }

  /** Ends what runs on behalf of a token that has ended; a client comes back with another one. */
  private expire(): void {
    for (const [id, operation] of [...this.operations]) {
      const refused = { errors: [tokenExpired(operation.delivery?.cursor())] };
      void this.send(errorMessage(id, refused.errors));
      operation.done?.(refused);
      operation.done = undefined;
      this.end(id);
    }
    this.socket.close(CloseCode.Forbidden, 'Token expired');
  }

  private async subscribe(id: string, payload: SubscribePayload, length: number): Promise<void> {
    if (this.state !== 'initialised') {
      return this.socket.close(CloseCode.Unauthorized, 'Unauthorized');
    }
    if (this.operations.has(id)) {
      const code = CloseCode.SubscriberAlreadyExists;
      return this.socket.close(code, `Subscriber for ${id} already exists`);
    }
    const { maxOperations } = this.options;
    if (this.operations.size >= maxOperations) {
      const error = errors.TOO_MANY_OPERATIONS([maxOperations, 'on this connection']);
      return this.send(refusalMessage(id, error));
    }
    const excess = checkVariables(payload.variables, this.options.maxVariablesBytes, length);
    if (excess) return this.send(refusalMessage(id, excess));
    const operation = new Operation(id, this);
    this.operations.set(id, operation);
    // Apart: what waits for events holds nothing of what was sent.
    return this.finish(operation, beginOperation(operation, payload, this, this.options));
  }

  private async finish(operation: Operation, beginning: Promise<Begun | undefined>): Promise<void> {
    try {
      const begun = await beginning;
      if (begun) return this.deliver(operation, begun);
    } catch (error) {
      this.options.logger.error({ err: error }, 'An operation over WebSocket failed');
      await this.tell(operation, errorMessage(operation.id, [MASKED]));
    }
    this.forget(operation);
  }

  private deliver(operation: Operation, { live, done }: Begun): void {
    const delivery = new LiveDelivery(live, this.options.load);
    operation.delivery = delivery;
    operation.done = done;
    operation.ending = undefined;
    // Meanwhile the client may have ended it.
    if (!this.isUnderWay(operation)) delivery.stop();
    // A client that drops before its first event comes back with this.
    else this.sendCursors();
    delivery.start(operation);
    if (this.isIdle()) this.whenIdle?.();
  }

  tellNext(operation: Operation, answer: Answer): Promise<void> | undefined {
    if (!this.isUnderWay(operation)) return undefined;
    const { redact, frames } = this.options;
    const { id } = operation;
    const body = answer.body();
    if (redact) return this.send(redact(bodyMessage(id, body)));
    const { socket, wire } = this;
    if (socket.readyState !== socket.OPEN) return undefined;
    // Whole frames between those of `ws`, which compresses nothing here and so has none half written.
    const [frame, rest] = frames.of(id, body);
    if (rest) wire.cork();
    wire.write(frame);
    if (rest) {
      wire.write(rest);
      wire.uncork();
    }
    // The usual case: the system has taken it, and nobody has to wait.
    if (wire.writableLength === 0) return undefined;
    return new Promise((resolve) => wire.write(NOTHING, () => resolve()));
  }

  subscriptionOver(operation: Operation, refused: Answer | undefined): void {
    const { id, done } = operation;
    const last = refused ? errorMessage(id, refused.errors) : completeMessage(id);
    void this.tell(operation, last);
    done?.(refused);
    this.forget(operation);
  }

  isUnderWay(operation: Operation): boolean {
    return this.operations.get(operation.id) === operation;
  }

  private forget(operation: Operation): void {
    if (this.isUnderWay(operation)) this.operations.delete(operation.id);
    if (this.isIdle()) this.whenIdle?.();
  }

  async tell(operation: Operation, text: string): Promise<void> {
    const { redact = (whole: string): string => whole } = this.options;
    if (this.isUnderWay(operation)) await this.send(redact(text));
  }

  /** Resolves when the system took it: who waits for that writes no faster than the client reads. */
  private send(text: string): Promise<void> {
    const { socket } = this;
    return new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) resolve();
      // A socket that fails closes, and that ends the operations.
      else socket.send(text, () => resolve());
    });
  }

  private end(id: string): void {
    const operation = this.operations.get(id);
    this.operations.delete(id);
    operation?.ending?.abort();
    operation?.delivery?.stop();
  }

  /** To be told when the socket is closed: ends what runs. */
  closed(): void {
    this.state = 'closed';
    clearTimeout(this.initTimer);
    this.forgetExpiry?.();
    for (const id of [...this.operations.keys()]) this.end(id);
    this.whenIdle?.();
  }

  private isIdle(): boolean {
    return [...this.operations.values()].every(({ delivery }) => delivery !== undefined);
  }
}
