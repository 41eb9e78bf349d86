import type { Socket } from 'node:net';
import pg from 'pg';
import { unavailable } from '../errors.js';
import { Batch, type Statement, type Step, type StepResult } from './batch.js';
import { PrefixedQuery } from './prefixed-query.js';
import { toParameter } from './value-types.js';

/** Statements of handlers are prepared up to so many texts a session: `in (...)` makes a new text for each length. */
const MAX_PREPARED_TEXTS = 200;

/** How long a connection may take to say goodbye, in milliseconds. */
const GOODBYE_MS = 2000;

/** What node-postgres reads of a query that it was handed. */
interface NamedQuery extends pg.Query {
  name?: string | undefined;
  callback?: (error: Error | null, result: pg.QueryResult) => void;
}

/** One connection. Statements are sent as they come and answered in order; nobody waits in between. */
export class Session {
  /** Settles once the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
  /** The server-side limit that units of work set on it, in milliseconds. */
  timeLimitMs = 0;

  readonly #client: pg.Client;
  readonly #names = new Map<string, string>();
  readonly #prepared = new Set<string>();
  #waiting = 0;
  #loss: Error | undefined;
  #wasSilent = false;

  private constructor(client: pg.Client, silenceMs: number | undefined) {
    this.#client = client;
    this.ended = new Promise((resolve) => {
      client.once('end', () => {
        this.#loss ??= new Error('Connection terminated');
        resolve();
      });
    });
    client.on('error', (error) => {
      this.#loss ??= error;
    });
    if (silenceMs !== undefined) this.#watch(silenceMs);
  }

  /**
   * Opens a connection. Rejects with UNAVAILABLE. With `silenceMs` it counts as lost once a statement is
   * under way and nothing has come from the server for so long: a half-open connection never says so.
   */
  static async connect(config: pg.ClientConfig, silenceMs?: number): Promise<Session> {
    const client = new pg.Client(config);
    const session = new Session(client, silenceMs);
    try {
      await client.connect();
      return session;
    } catch (error) {
      client.connection.stream.destroy();
      throw unavailable(error);
    }
  }

  /** The server's process of this connection. */
  get pid(): number {
    // Absent from node-postgres' types, though its own cancel stands on it.
    return (this.#client as unknown as { readonly processID: number }).processID;
  }

  /** Why the connection is gone; undefined while it is there. */
  get loss(): Error | undefined {
    return this.#loss;
  }

  /** Whether it was given up because the server did not answer. */
  get wasSilent(): boolean {
    return this.#wasSilent;
  }

  /** Whether a statement has not been answered. */
  get isBusy(): boolean {
    return this.#waiting > 0;
  }

  /** Whether, by the last answer, no transaction is open. */
  get isOutsideTransaction(): boolean {
    return this.#client.getTransactionStatus() === 'I';
  }

  /** Whether a statement of the store's own is prepared. */
  knows({ name }: Statement): boolean {
    return this.#prepared.has(name);
  }

  /**
   * Runs one statement, prepared under a name of its own. Steps of `prefix`, which the session has
   * to know, go out in front of it in the same message; when one fails, so does the statement.
   */
  async query(
    text: string,
    parameters: readonly unknown[] = [],
    prefix: readonly Step[] = [],
  ): Promise<pg.QueryResult> {
    this.#waiting += 1;
    try {
      return await this.#submit(text, parameters.map(toParameter), prefix);
    } catch (error) {
      // From here on it leads to the caller, not to the socket.
      Error.captureStackTrace(error as Error);
      throw error;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** As `client.query` does it, without the copy of a configuration object for each statement. */
  #submit(text: string, values: unknown[], prefix: readonly Step[]): Promise<pg.QueryResult> {
    return new Promise((resolve, reject) => {
      const query: NamedQuery =
        prefix.length > 0 ? new PrefixedQuery(text, values, prefix) : new pg.Query(text, values);
      query.name = this.#nameOf(text);
      query.callback = (error, result) => {
        if (error) reject(error);
        else resolve(result);
      };
      this.#client.query(query);
    });
  }

  /** Runs statements of the store's own in one round trip. Rejects with the error of the first that fails. */
  batch(steps: readonly Step[]): Promise<readonly StepResult[]> {
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const batch = new Batch(steps, this.#prepared, (error, results) => {
        this.#waiting -= 1;
        if (error) reject(error);
        else resolve(results);
      });
      this.#client.query(batch);
    });
  }

  /** Runs a text of several statements, without parameters. */
  async script(text: string): Promise<void> {
    this.#waiting += 1;
    try {
      await this.#client.query(text);
    } finally {
      this.#waiting -= 1;
    }
  }

  onNotification(listener: (payload: string) => void): void {
    this.#client.on('notification', ({ payload }) => listener(payload ?? ''));
  }

  /** Says goodbye, after the statements that are under way. A server that does not answer is left. */
  async end(): Promise<void> {
    this.#loss ??= new Error('Connection terminated by its owner');
    const said = this.#client.end();
    const fuse = setTimeout(() => this.destroy(), GOODBYE_MS);
    try {
      await said;
    } finally {
      clearTimeout(fuse);
    }
  }

  /** Cuts the connection. What the server does with its transaction is another matter. */
  destroy(): void {
    this.#loss ??= new Error('Connection terminated by its owner');
    this.#client.connection.stream.destroy();
  }

  /** Counts quarters of the time in which a statement waited and nothing came: a look costs statements nothing. */
  #watch(silenceMs: number): void {
    let silentQuarters = 0;
    let read = 0;
    const timer = setInterval(() => {
      // Looked up each time: TLS puts another stream in its place. Its type says less than it is.
      const stream = this.#client.connection.stream as Socket;
      const isSilent = this.#waiting > 0 && stream.bytesRead === read;
      silentQuarters = isSilent ? silentQuarters + 1 : 0;
      read = stream.bytesRead;
      if (silentQuarters <= 4) return;
      this.#wasSilent = true;
      this.#loss ??= new Error(`Connection terminated: no answer for ${silenceMs} ms`);
      stream.destroy();
    }, silenceMs / 4).unref();
    void this.ended.then(() => clearInterval(timer));
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MAX_PREPARED_TEXTS) return known;
    const name = `q${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
