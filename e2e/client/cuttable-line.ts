import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line of TCP to a gateway that a test may cut, and lead to another gateway. */
export class CuttableLine implements AsyncDisposable {
  private readonly sockets = new Set<Socket>();
  /** How many connections were made so far. */
  connections = 0;
  /** While true, what connects is thrown off at once. */
  down = false;

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {}

  static async to(port: number): Promise<CuttableLine> {
    const server = createServer((near) => line.join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const line = new CuttableLine(server, port);
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Leads further connections to another port. */
  leadTo(port: number): void {
    this.target = port;
  }

  /** Ends all connections without a word, on both sides. */
  cut(): void {
    for (const socket of [...this.sockets]) socket.resetAndDestroy();
  }

  /** Lets nothing through any more on the connections that there are, and does not end them. */
  freeze(): void {
    for (const socket of this.sockets) socket.removeAllListeners('data').pause();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    this.connections += 1;
    if (this.down) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.target, '127.0.0.1');
    far.on('error', () => near.destroy());
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (chunk) => other.write(chunk));
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
