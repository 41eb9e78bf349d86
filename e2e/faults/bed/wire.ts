import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What PostgreSQL ends an answer with: ReadyForQuery, and that a transaction is open. */
const IN_TRANSACTION = Buffer.from([0x5a, 0, 0, 0, 5, 0x54]);

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  inTransaction: boolean;
  isSilent: boolean;
}

/** Where a connection is cut. */
type Cut = 'in-transaction' | 'before-the-answer';

/** Stands between the platform and PostgreSQL: cuts connections where it hurts, delays them, lets them go dumb. */
export class Wire implements AsyncDisposable {
  private readonly lines = new Set<Line>();
  private delayMs = 0;
  private armed: Cut | undefined;
  private cuts = 0;

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
  ) {
    listener.on('connection', (client) => this.accept(client));
  }

  static async to(url: string): Promise<Wire> {
    const listener = createServer();
    const wire = new Wire(listener, new URL(url));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return wire;
  }

  /** The server's address by way of this wire. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
    return url.href;
  }

  /** How many connections were cut. */
  get cutCount(): number {
    return this.cuts;
  }

  /**
   * Cuts the next connection that comes by: with a transaction open and nothing asked, or with
   * something asked in it (the commit, maybe) whose answer is on its way.
   */
  cutNext(where: Cut): void {
    this.armed = where;
  }

  /** Passes everything on so much later, in order. 0 ends it. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Keeps the connections that there are, and passes nothing on any more, either way. New ones work. */
  silence(): void {
    for (const line of this.lines) line.isSilent = true;
  }

  private accept(client: Socket): void {
    const server = connect(Number(this.target.port), this.target.hostname);
    const line: Line = { client, server, inTransaction: false, isSilent: false };
    this.lines.add(line);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      const end = (): void => this.end(line);
      socket.on('error', end).on('close', end);
    }
    client.on('data', (bytes) => {
      if (line.isSilent) return;
      this.pass(bytes, server);
      if (this.armed === 'before-the-answer' && line.inTransaction) this.cut(line);
    });
    server.on('data', (bytes) => {
      if (line.isSilent) return;
      line.inTransaction = bytes.subarray(-IN_TRANSACTION.length).equals(IN_TRANSACTION);
      if (this.armed === 'in-transaction' && line.inTransaction) this.cut(line);
      else this.pass(bytes, client);
    });
  }

  private pass(bytes: Buffer, to: Socket): void {
    if (this.delayMs === 0) to.write(bytes);
    else setTimeout(() => to.write(bytes), this.delayMs);
  }

  private cut(line: Line): void {
    this.armed = undefined;
    this.cuts += 1;
    // The server gets what was sent to it; what it answers finds nobody.
    line.client.destroy();
    line.server.end();
  }

  private end(line: Line): void {
    this.lines.delete(line);
    line.client.destroy();
    line.server.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    for (const { client, server } of this.lines) {
      client.destroy();
      server.destroy();
    }
    await once(this.listener, 'close');
  }
}
