import net, { type Socket } from 'node:net';
import type { KafkaOptions } from '../options.js';

/** Makes connections that can be cut, or go dumb, and be mended. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isDumb = false;

  readonly connect: NonNullable<KafkaOptions['socketFactory']> = ({ host, port, onConnect }) => {
    // Port 1 listens nowhere: a connection is refused, as by a broker that is away.
    const socket = net.connect({ host, port: this.#isCut ? 1 : port }, onConnect);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // After the listener for data, which makes it flow.
    if (this.#isDumb) setImmediate(() => socket.pause());
    return socket;
  };

  /** How many connections there are. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** How much was sent over the connections there are. */
  get bytesWritten(): number {
    return [...this.#sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0);
  }

  /** Breaks the connections there are; new ones can be made. */
  async shake(): Promise<void> {
    const closed = [...this.#sockets].map((s) => new Promise((done) => s.once('close', done)));
    for (const socket of this.#sockets) socket.destroy(new Error('the cable was shaken'));
    await Promise.all(closed);
  }

  /** Breaks all connections, and refuses new ones until it is mended. */
  async cut(): Promise<void> {
    this.#isCut = true;
    await this.shake();
  }

  /** Lets nothing come back any more; what is sent still arrives. */
  silence(): void {
    this.#isDumb = true;
    for (const socket of this.#sockets) socket.pause();
  }

  mend(): void {
    this.#isCut = false;
    this.#isDumb = false;
    for (const socket of this.#sockets) socket.resume();
  }
}
