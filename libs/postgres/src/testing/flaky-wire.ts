import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A wire to the server that can be cut, and of which a test may hold back the answers. */
export class FlakyWire {
  /** Sees what is sent to the server; after it answers true nothing comes back any more, and the wire is cut. */
  isLastSeen: (sent: Buffer) => boolean = () => false;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isDown = false;
  readonly #dumb = new Set<Socket>();

  private constructor(url: string) {
    this.#target = new URL(url);
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#serve(client));
  }

  static async to(url: string): Promise<FlakyWire> {
    const wire = new FlakyWire(url);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      wire.#server.close();
      wire.cut();
    });
    return wire;
  }

  /** The address of the server by way of this wire. */
  get url(): string {
    const url = new URL(this.#target);
    url.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return url.href;
  }

  /** Cuts every connection, and every new one until `mend`. */
  cut(): void {
    this.#isDown = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Passes nothing on any more over the connections that there are: neither end is told. New ones work. */
  hush(): void {
    for (const socket of this.#sockets) this.#dumb.add(socket);
  }

  mend(): void {
    this.#isDown = false;
  }

  #serve(client: Socket): void {
    if (this.#isDown) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.#target.port), this.#target.hostname);
    let isLast = false;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket.setNoDelay(true));
      socket.on('error', end).on('close', () => {
        end();
        this.#sockets.delete(socket);
      });
    }
    client.on('end', () => {
      if (!this.#dumb.has(client)) end();
    });
    client.on('data', (sent) => {
      if (this.#dumb.has(client)) return;
      isLast ||= this.isLastSeen(sent);
      server.write(sent);
    });
    server.on('data', (answer) => {
      if (this.#dumb.has(server)) return;
      if (isLast) end();
      else client.write(answer);
    });
  }
}
