import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

/** An answer as a client sees it. */
export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

/** Sends a request and reads the answer. */
export async function ask(
  url: string,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    // Longer than any answer takes; one that never comes must not hold a test for ever.
    signal: AbortSignal.timeout(60_000),
  });
  const body = (await response.json()) as Omit<Answer, 'status'>;
  return { ...body, status: response.status };
}

/** What a subscription delivered; nothing is lost between two looks. */
export interface Stream extends AsyncDisposable {
  /** The next answer; fails after ten seconds without one. */
  next(): Promise<Answer>;
  /** Everything that was delivered and not yet taken. */
  readonly waiting: readonly Answer[];
  /** Settles when the server completes the stream. */
  readonly done: Promise<void>;
}

/** A WebSocket client. */
export class Subscriber implements AsyncDisposable {
  private readonly client: Client;
  /** By the id of a subscription: told when it stands. */
  private readonly standing = new Map<string, () => void>();
  private ids = 0;

  constructor(url: string) {
    this.client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      generateID: () => String((this.ids += 1)),
      on: {
        ping: (isReceived, payload) => {
          const cursors = isReceived ? payload?.['cursors'] : undefined;
          for (const id of Object.keys(cursors ?? {})) this.standing.get(id)?.();
        },
      },
    });
  }

  /**
   * Subscribes. Resolves once the subscription stands: it was given its cursor, or its first answer. What happens from
   * then on is delivered.
   */
  async subscribe(
    query: string,
    variables: Record<string, unknown> = {},
    extensions: Record<string, unknown> = {},
  ): Promise<Stream> {
    const queue: Answer[] = [];
    let wake = (): void => undefined;
    const done = Promise.withResolvers<void>();
    const stands = Promise.withResolvers<void>();
    this.standing.set(String(this.ids + 1), () => stands.resolve());
    const stop = this.client.subscribe(
      { query, variables, extensions },
      {
        next: (answer) => {
          queue.push({ status: 200, ...(answer as Omit<Answer, 'status'>) });
          stands.resolve();
          wake();
        },
        error: (error) => {
          const errors = Array.isArray(error) ? error : [{ message: String(error) }];
          queue.push({ status: 200, data: null, errors });
          stands.resolve();
          wake();
          done.resolve();
        },
        complete: () => {
          stands.resolve();
          wake();
          done.resolve();
        },
      },
    );
    await stands.promise;
    const next = async (): Promise<Answer> => {
      const deadline = Date.now() + 20_000;
      while (queue.length === 0) {
        if (Date.now() > deadline) throw new Error(`nothing arrived for: ${query}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          setTimeout(resolve, 100);
        });
      }
      return queue.shift() as Answer;
    };
    return {
      next,
      waiting: queue,
      done: done.promise,
      [Symbol.asyncDispose]: () => {
        stop();
        return Promise.resolve();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.dispose();
  }
}
