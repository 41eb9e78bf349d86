import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { within, type Lifecycle, type Logger } from '@metamorphosis/core';
import type { AccessObserver } from '../access-log/access-log.js';
import type { Cors } from '../cors/cors.js';
import { isForeignSocket } from '../cors/is-forgeable.js';
import type { Preparer } from '../documents/documents.js';
import type { Caller } from '../http/caller.js';
import { contextOfHeaders } from '../http/request-context.js';
import type { Admission } from '../limits/admission.js';
import type { LoadCounter } from '../limits/load.js';
import { Connection, type ConnectionOptions, type Identify } from './connection.js';
import { Heartbeats } from './heartbeats.js';
import { NextFrames } from './next-frames.js';

/** What the WebSocket side needs. */
export interface WebSocketEndpointOptions {
  readonly engine: Preparer;
  readonly logger: Logger;
  readonly load: LoadCounter;
  readonly admission: Admission;
  /** Refuses sockets that pages of other origins open. @default none is refused */
  readonly forgery?: Cors;
  /** Told of each operation. @default nobody is */
  readonly observer?: AccessObserver | undefined;
  /** Operations under way on one socket. */
  readonly maxOperations: number;
  /** Variables as JSON. @default as large as a message */
  readonly maxVariablesBytes?: number;
  readonly path: string;
  /** Who opens a socket, and what they may ask. @default anybody, everything */
  readonly callerOf?: (
    request: IncomingMessage,
    init: Readonly<Record<string, unknown>> | undefined,
  ) => Caller | Promise<Caller>;
  /** Takes out of an answer what nobody may read. @default nothing */
  readonly redact?: (text: string) => string;
  readonly maxMessageBytes: number;
  readonly initTimeoutMs: number;
  readonly heartbeatMs: number;
  /** How long queries and mutations in hand may take when it closes. */
  readonly drainTimeoutMs: number;
}

/** RFC 6455: the endpoint is going away. Clients connect again, elsewhere. */
const GOING_AWAY = 1001;
/** How long a client may take to answer the closing before its socket is cut. */
const CLOSE_TIMEOUT_MS = 1_000;

interface Held {
  readonly connection: Connection;
  /** Where its heart beats. */
  readonly slot: number;
}

/** Serves GraphQL over WebSocket on `path` of a server. */
export function serveWebSocket(server: Server, options: WebSocketEndpointOptions): Lifecycle {
  const { path, logger, heartbeatMs, maxMessageBytes } = options;
  const connections = new Map<WebSocket, Held>();
  const settings = {
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
    // Whoever was sent away and does not answer holds its place no longer than this.
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  const sockets = new WebSocketServer(settings);

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if ((request.url ?? '').split('?', 1)[0] !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    if (options.forgery && isForeignSocket(request, options.forgery)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const release = options.admission.socket();
    if (!release) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n');
      return;
    }
    // A handshake that is none ends without a WebSocket.
    // It closes once: what listens once costs twice as much, ten thousand times.
    socket.on('close', release);
    sockets.handleUpgrade(request, socket, head, (opened) =>
      accept(opened, socket, identifying(request)),
    );
  });

  const shared: ConnectionOptions = {
    engine: options.engine,
    logger,
    load: options.load,
    admission: options.admission,
    maxOperations: options.maxOperations,
    maxVariablesBytes: options.maxVariablesBytes ?? maxMessageBytes,
    initTimeoutMs: options.initTimeoutMs,
    observer: options.observer,
    frames: new NextFrames(),
    ...(options.redact && { redact: options.redact }),
  };
  // Apart, so that nothing else of a connection holds on to the request.
  const identifying =
    (request: IncomingMessage): Identify =>
    (init) =>
      options.callerOf?.(request, init) ?? anybody(request);

  const heartbeats = new Heartbeats(heartbeatMs);
  // The same functions for all sockets: ten thousand of them have none of their own.
  const failed = (error: Error): void => logger.debug({ err: error }, 'A WebSocket failed');
  function heard(this: WebSocket, data: Buffer): void {
    connections.get(this)?.connection.hear(data);
  }
  function ponged(this: WebSocket): void {
    connections.get(this)?.connection.heard();
  }
  function closed(this: WebSocket): void {
    const held = connections.get(this);
    if (!held) return;
    connections.delete(this);
    heartbeats.delete(held.connection, held.slot);
    held.connection.closed();
  }

  const accept = (socket: WebSocket, wire: Duplex, identify: Identify): void => {
    // Broken frames and messages over the limit close the socket with the right code by themselves.
    socket.on('error', failed);
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
      return;
    }
    const connection = new Connection(socket, wire, shared, identify);
    connections.set(socket, { connection, slot: heartbeats.add(connection) });
    socket.on('message', heard);
    socket.on('pong', ponged);
    socket.on('close', closed);
  };

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Each leaves as soon as it can: one that waited for the others could begin what is cut off then.
    const gone = [...connections].map(async ([socket, { connection }]) => {
      await within(connection.idle(), options.drainTimeoutMs, undefined);
      // Where they go on, elsewhere.
      connection.sendCursors();
      await sayGoodbye(socket);
    });
    await Promise.all(gone);
    heartbeats.close();
    sockets.close();
  };
  return {
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

function anybody(request: IncomingMessage): Caller {
  return { context: contextOfHeaders(request), admit: () => Promise.resolve(undefined) };
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.close(GOING_AWAY, 'Going away');
  });
}
