import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/**
 * The parts of kafkajs that this adapter stands on: connections (TLS, SASL, framing, correlation)
 * and the encodings of the protocol. They are not exported by kafkajs, so its version is pinned and
 * checked here. Why not its producer and consumer: docs/adr, "kafkajs as a protocol layer".
 */
const VERSION = '2.2.4';

const load = createRequire(import.meta.url);

const found = (load('kafkajs/package.json') as { version: string }).version;
if (found !== VERSION) {
  throw new Error(
    `@metamorphosis/kafka stands on the internals of kafkajs ${VERSION}, found is ${found}. ` +
      `Install kafkajs ${VERSION}.`,
  );
}

/** What `encode` of a request returns: as much of kafkajs's Encoder as framing needs. */
export interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

export interface ProtocolRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  encode(): Promise<Encoded>;
}

/** A request and how its answer is read. */
export interface Protocol<T> {
  readonly request: ProtocolRequest;
  readonly response: { decode(raw: Buffer): Promise<T> | T };
}

export interface ApiRange {
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface Connection {
  isConnected(): boolean;
  send<T>(
    protocol: Protocol<T> & {
      readonly response: { parse(decoded: T): Promise<T> };
      readonly requestTimeout: number;
      readonly logResponseError: boolean;
    },
  ): Promise<T>;
}

export interface ConnectionPool {
  /** 0 for everything, 1 for what must not wait behind a held request. */
  readonly pool: readonly [Connection, Connection];
  getConnection(index: 0 | 1): Promise<Connection>;
}

export interface SocketArguments {
  readonly host: string;
  readonly port: number;
  /** Null without TLS: kafkajs passes nothing else on. */
  readonly ssl: object | null;
  readonly onConnect: () => void;
}

export interface ConnectionPoolSettings {
  readonly host: string;
  readonly port: number;
  readonly ssl: object | null;
  readonly sasl: object | undefined;
  readonly clientId: string;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly logger: InternalLogger;
  readonly socketFactory: (args: SocketArguments) => Socket;
}

export interface InternalLogger {
  namespace(name: string): InternalLogger;
  debug(message: string, facts?: object): void;
  info(message: string, facts?: object): void;
  warn(message: string, facts?: object): void;
  error(message: string, facts?: object): void;
}

export interface Broker {
  readonly versions: Readonly<Record<number, ApiRange>> | null;
  connect(): Promise<void>;
  lookupRequest(apiKey: number, definition: unknown): (payload: object) => Protocol<never>;
}

export interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

export interface Decoder {
  readInt8(): number;
  readInt16(): number;
  readInt32(): number;
  readBytes(length?: number): Buffer;
  readBoolean(): boolean;
  readUVarIntString(): string | null;
  readUVarIntArray<T>(reader: (decoder: Decoder) => T): T[] | null;
  readTaggedFields(): unknown;
}

interface Internals {
  readonly Broker: new (options: {
    connectionPool: ConnectionPool;
    logger: InternalLogger;
    authenticationTimeout: number;
    allowAutoTopicCreation: boolean;
  }) => Broker;
  readonly ConnectionPool: new (settings: ConnectionPoolSettings) => ConnectionPool;
  readonly RequestQueue: { readonly prototype: RequestQueue };
  readonly Decoder: new (buffer: Buffer) => Decoder;
  readonly requests: Readonly<Record<string, unknown>>;
  readonly apiKeys: Readonly<Record<string, number>>;
  readonly errorCodes: readonly { readonly code: number; readonly type: string }[];
  readonly crc32C: (buffer: Buffer) => number;
}

const { requests } = load('kafkajs/src/protocol/requests') as Pick<Internals, 'requests'>;
const { errorCodes } = load('kafkajs/src/protocol/error') as Pick<Internals, 'errorCodes'>;

export const internals: Internals = {
  Broker: load('kafkajs/src/broker') as Internals['Broker'],
  ConnectionPool: load('kafkajs/src/network/connectionPool') as Internals['ConnectionPool'],
  RequestQueue: load('kafkajs/src/network/requestQueue') as Internals['RequestQueue'],
  Decoder: load('kafkajs/src/protocol/decoder') as Internals['Decoder'],
  requests,
  apiKeys: load('kafkajs/src/protocol/requests/apiKeys') as Internals['apiKeys'],
  errorCodes,
  crc32C: load('kafkajs/src/protocol/recordBatch/crc32C') as Internals['crc32C'],
};
