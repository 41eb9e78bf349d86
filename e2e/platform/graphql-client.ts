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

/** A WebSocket client; `connected` of the stream is the server's, so `subscribe` returns once it was sent. */
export class Subscriber implements AsyncDisposable {
  private readonly client: Client;

  constructor(url: string) {
    this.client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
  }

  /** Subscribes. Resolves once the server has answered a ping that was sent after the subscription. */
  async subscribe(
    query: string,
    variables: Record<string, unknown> = {},
    extensions: Record<string, unknown> = {},
  ): Promise<Stream> {
    const queue: Answer[] = [];
    let wake = (): void => undefined;
    const done = Promise.withResolvers<void>();
    const stop = this.client.subscribe(
      { query, variables, extensions },
      {
        next: (answer) => {
          queue.push({ status: 200, ...(answer as Omit<Answer, 'status'>) });
          wake();
        },
        error: (error) => {
          const errors = Array.isArray(error) ? error : [{ message: String(error) }];
          queue.push({ status: 200, data: null, errors });
          wake();
          done.resolve();
        },
        complete: () => {
          wake();
          done.resolve();
        },
      },
    );
    await this.settled();
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

  /** The server handles the messages of a socket in order: an answered query means that it has seen what came before. */
  private settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.client.subscribe(
        { query: '{ __typename }' },
        { next: () => undefined, error: reject, complete: () => resolve() },
      );
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.dispose();
  }
}
