import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  subscribed: boolean;
}

/** Stands between a board and its Redis, to cut and to silence what lies between them. */
export class TcpProxy implements AsyncDisposable {
  readonly #lines = new Set<Line>();
  #refusing = false;
  #holding = false;
  readonly #held: Line[] = [];

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {
    listener.on('connection', (client) => this.#accept(client));
  }

  static async to(url: string): Promise<TcpProxy> {
    const listener = createServer();
    const proxy = new TcpProxy(listener, new URL(url));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Ends every connection, and refuses new ones until `heal`. */
  cut(): void {
    this.#refusing = true;
    this.endAll();
  }

  /** Passes nothing back to connections that subscribe from now on, until `heal`. */
  holdSubscribers(): void {
    this.#holding = true;
  }

  /** How many connections are held so. */
  get held(): number {
    return this.#held.length;
  }

  heal(): void {
    this.#refusing = false;
    this.#holding = false;
    for (const { client, server } of this.#held.splice(0)) server.pipe(client);
  }

  /** Ends every connection; new ones are welcome. */
  endAll(): void {
    for (const line of this.#lines) line.client.destroy();
  }

  /** Keeps the connections that are there, and passes nothing on any more. New ones work. */
  silence(which: 'all' | 'subscribers'): void {
    for (const { client, server, subscribed } of this.#lines) {
      if (which === 'subscribers' && !subscribed) continue;
      client.unpipe(server);
      server.unpipe(client);
      client.resume();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.listener.close();
    await once(this.listener, 'close');
  }

  #accept(client: Socket): void {
    if (this.#refusing) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.target.port), this.target.hostname);
    const line: Line = { client, server, subscribed: false };
    this.#lines.add(line);
    client.on('data', (bytes: Buffer) => {
      line.subscribed ||= bytes.toString().toLowerCase().includes('subscribe');
      if (!line.subscribed || !this.#holding || this.#held.includes(line)) return;
      server.unpipe(client);
      this.#held.push(line);
    });
    client.pipe(server).pipe(client);
    const end = (): void => {
      this.#lines.delete(line);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  }
}
