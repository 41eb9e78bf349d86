import type { Lifecycle } from '@metamorphosis/core';

/** Something that is open until its client ends it, or the gateway goes away. */
export interface OpenStream {
  /** Tells the client where it stands and that it should go on elsewhere, then ends; what has one answer is finished first. */
  goAway(): void;
}

/** The streams of a process: all that have to be told when it stops. */
export class Streams implements Lifecycle {
  private readonly open = new Set<OpenStream>();
  private closing = false;

  /** Remembers a stream; call the result when it is over. */
  add(stream: OpenStream): () => void {
    if (this.closing) stream.goAway();
    this.open.add(stream);
    return () => this.open.delete(stream);
  }

  get size(): number {
    return this.open.size;
  }

  /** Sends all away. Their connections may take a moment longer. */
  async close(): Promise<void> {
    this.closing = true;
    for (const stream of [...this.open]) stream.goAway();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
