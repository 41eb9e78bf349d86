import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { NotSent } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { internalLogger } from './internal-logger.js';
import {
  internals,
  type Broker,
  type ConnectionPool,
  type Protocol,
  type SocketArguments,
} from './kafkajs-internals.js';

/** Where a broker listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How one request is sent. */
export interface SendOptions {
  /** How long the answer may take, from the moment of sending. */
  readonly timeoutMs: number;
  /** 1 for a request that must not wait behind one that the broker holds back. @default 0 */
  readonly lane?: 0 | 1;
}

const KEEP_ALIVE_MS = 60_000;

/**
 * The connections to one broker, opened when first used. Never reopened: kafkajs's connections keep
 * half an answer across a reconnect, so who finds a link unusable makes a new one.
 */
export class BrokerLink {
  readonly address: Address;
  readonly #options: CompiledOptions;
  readonly #sockets = new Set<Socket>();
  readonly #pool: ConnectionPool;
  readonly #broker: Broker;
  readonly #opening: (Promise<void> | undefined)[] = [];
  /** The lanes whose connection has been there. */
  readonly #opened = new Set<number>();
  readonly #end = Promise.withResolvers<never>();
  #broken = false;

  constructor(address: Address, options: CompiledOptions) {
    this.address = address;
    this.#options = options;
    this.#end.promise.catch(() => undefined);
    const logger = internalLogger(options.logger);
    this.#pool = new internals.ConnectionPool({
      ...address,
      ssl: options.ssl,
      sasl: options.sasl,
      clientId: options.clientId,
      connectionTimeout: options.connectTimeoutMs,
      // The least that one request may ask for; `send` always says how long it waits.
      requestTimeout: 100,
      logger,
      socketFactory: (args) => this.#connect(args),
    });
    this.#broker = new internals.Broker({
      connectionPool: this.#pool,
      logger,
      authenticationTimeout: options.requestTimeoutMs,
      allowAutoTopicCreation: false,
    });
  }

  /** Whether it is worth waiting for: its connections are there, or on their way. */
  get isUsable(): boolean {
    if (this.#broken) return false;
    return this.#pool.pool.every(
      (connection, lane) => !this.#opened.has(lane) || connection.isConnected(),
    );
  }

  /** The request of one of the APIs that kafkajs encodes, in the best version both sides speak. */
  protocol<T>(api: string, payload: object): Protocol<T> {
    const key = internals.apiKeys[api] ?? -1;
    return this.#broker.lookupRequest(key, internals.requests[api])(payload);
  }

  /** Resolves when the broker is connected and authenticated; rejects with NotSent. */
  async open(lane: 0 | 1 = 0): Promise<void> {
    if (this.#broken) throw new NotSent(`The connection to ${this.#name} was given up`);
    if (lane === 1) await this.open(0);
    this.#opening[lane] ??= this.#open(lane);
    await this.#opening[lane];
  }

  /** Sends the request that `make` returns once the connection is there, and answers what came back, errors included. */
  async send<T>(make: (link: BrokerLink) => Protocol<T>, options: SendOptions): Promise<T> {
    const { timeoutMs, lane = 0 } = options;
    await this.open(lane);
    const connection = this.#pool.pool[lane];
    const { request, response } = make(this);
    try {
      return await connection.send({
        request,
        response: {
          decode: (raw) => response.decode(raw),
          parse: (decoded) => Promise.resolve(decoded),
        },
        requestTimeout: timeoutMs,
        logResponseError: false,
      });
    } catch (error) {
      const { name, message } = error as Error;
      // A connection that did not answer in time may answer later, or never: it is not used again.
      if (name === 'KafkaJSRequestTimeoutError') this.destroy(error as Error);
      if (name === 'KafkaJSConnectionError' && message === 'Not connected') {
        throw new NotSent(`The connection to ${this.#name} was lost`, { cause: error });
      }
      throw error;
    }
  }

  /** Cuts the connections; what waits for an answer fails. */
  destroy(reason: Error = new Error(`The connection to ${this.#name} was closed`)): void {
    this.#broken = true;
    this.#end.reject(reason);
    // With an error: kafkajs notices nothing else, and would wait for answers until they time out.
    for (const socket of this.#sockets) socket.destroy(reason);
  }

  get #name(): string {
    return `${this.address.host}:${this.address.port}`;
  }

  async #open(lane: 0 | 1): Promise<void> {
    const { connectTimeoutMs, requestTimeoutMs } = this.#options;
    // kafkajs never settles when the other side ends the connection during the TLS handshake.
    const limit = connectTimeoutMs + requestTimeoutMs;
    const timer = setTimeout(() => {
      this.destroy(new Error(`${this.#name} did not finish the handshake within ${limit} ms`));
    }, limit);
    try {
      const opened = lane === 0 ? this.#broker.connect() : this.#pool.getConnection(1);
      await Promise.race([opened, this.#end.promise]);
      this.#opened.add(lane);
    } catch (cause) {
      this.destroy();
      throw new NotSent(`No connection to ${this.#name}: ${(cause as Error).message}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #connect(args: SocketArguments): Socket {
    const socket = this.#options.socketFactory?.(args) ?? defaultSocket(args);
    // Small pipelined requests would wait for each other's acknowledgement otherwise.
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    // Given up while kafkajs was on its way here: nobody else would ever cut it.
    if (this.#broken) socket.destroy(new Error(`The connection to ${this.#name} was closed`));
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}

function defaultSocket({ host, port, ssl, onConnect }: SocketArguments): Socket {
  if (ssl === null) return net.connect({ host, port }, onConnect);
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  return tls.connect({ host, port, ...servername, ...ssl }, onConnect);
}
