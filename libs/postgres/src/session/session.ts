import pg from 'pg';
import { unavailable } from '../errors.js';
import { Batch, type Statement, type Step, type StepResult } from './batch.js';
import { PrefixedQuery } from './prefixed-query.js';
import { toParameter } from './value-types.js';

/** Statements of handlers are prepared up to so many texts a session: `in (...)` makes a new text for each length. */
const MAX_PREPARED_TEXTS = 200;

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

  private constructor(client: pg.Client) {
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
  }

  /** Opens a connection. Rejects with UNAVAILABLE. */
  static async connect(config: pg.ClientConfig): Promise<Session> {
    const client = new pg.Client(config);
    const session = new Session(client);
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

  /** Says goodbye, after the statements that are under way. */
  async end(): Promise<void> {
    this.#loss ??= new Error('Connection terminated by its owner');
    await this.#client.end();
  }

  /** Cuts the connection. What the server does with its transaction is another matter. */
  destroy(): void {
    this.#loss ??= new Error('Connection terminated by its owner');
    this.#client.connection.stream.destroy();
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MAX_PREPARED_TEXTS) return known;
    const name = `q${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
