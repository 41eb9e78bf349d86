/** What the heartbeat needs. */
export interface HeartbeatOptions {
  readonly everyMs: number;
  /** How long a beat may take to come back. */
  readonly timeoutMs: number;
  /** The connection that listens at the moment, if any: a beat proves something of that one only. */
  readonly listening: () => object | undefined;
  /** Publishes one. Rejects when nothing can be published, which says nothing of the subscriptions. */
  readonly beat: () => Promise<unknown>;
  /** Called when a beat was published and did not come back. */
  readonly onSilence: () => void;
}

/**
 * Publishes to itself, again and again: the only proof that subscriptions still hear. A connection
 * cut off without a word looks quiet, not broken, and so does a cluster's node that lost its peers.
 */
export class Heartbeat {
  #heard = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly options: HeartbeatOptions) {
    this.#next();
  }

  /** A beat has come back. */
  heard(): void {
    this.#heard.resolve();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(
      () => void this.#round().finally(() => this.#next()),
      this.options.everyMs,
    );
    this.#timer.unref();
  }

  async #round(): Promise<void> {
    const { beat, listening, timeoutMs, onSilence } = this.options;
    const connection = listening();
    if (connection === undefined) return;
    this.#heard = Promise.withResolvers();
    try {
      await beat();
    } catch {
      return;
    }
    const silence = Promise.withResolvers<'silence'>();
    this.#timer = setTimeout(() => silence.resolve('silence'), timeoutMs);
    const first = await Promise.race([this.#heard.promise, silence.promise]);
    clearTimeout(this.#timer);
    if (first === 'silence' && !this.#stopped && listening() === connection) onSilence();
  }
}
