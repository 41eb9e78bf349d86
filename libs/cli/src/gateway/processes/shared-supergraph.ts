import { createHash } from 'node:crypto';
import type { GatewayOptions } from '@metamorphosis/gateway';
import type { Handlers, Line } from './line.js';

/** Where the supergraph of a gateway comes from. */
export type SupergraphSource = Exclude<
  Extract<GatewayOptions['source'], { kind: 'supergraph' }>['supergraph'],
  string
>;

/**
 * Watches a source of supergraphs for all processes of a gateway. A process that starts gets the newest one that some
 * process has taken, so that a broken one keeps nobody from starting; and then, like the others, the newest of all.
 */
export class SupergraphWatch {
  private current = '';
  private newest = '';
  private refused: string | undefined;
  private end: (() => Promise<void>) | undefined;

  constructor(private readonly lines: () => Iterable<Line>) {}

  /** Why the newest one could not be made. */
  get refusal(): string | undefined {
    return this.refused;
  }

  /** Loads the first one. Rejects as the source does. */
  async start(source: SupergraphSource): Promise<void> {
    const hooks = {
      update: (sdl: string) => {
        this.newest = sdl;
        this.refused = undefined;
        for (const line of this.lines()) line.tell('supergraph', sdl);
      },
      refused: (reason: string) => {
        this.refused = reason;
        for (const line of this.lines()) line.tell('refused', reason);
      },
      healthCheck: () => Promise.resolve(),
      getDataSource: (): never => {
        throw new Error('A source that reads subgraphs brings its own way to reach them.');
      },
    };
    const { supergraphSdl, cleanup } = await source.initialize(hooks);
    this.current = supergraphSdl;
    this.newest ||= supergraphSdl;
    this.end = cleanup;
  }

  /** What a process at the other end of a line may ask and tell. */
  handlers(line: () => Line): Handlers {
    return {
      supergraph: () => {
        // Behind the answer, in the same channel.
        setImmediate(() => {
          if (this.newest !== this.current) line().tell('supergraph', this.newest);
          if (this.refused !== undefined) line().tell('refused', this.refused);
        });
        return this.current;
      },
      inUse: (id: string) => {
        if (id === idOf(this.newest)) this.current = this.newest;
      },
    };
  }

  async close(): Promise<void> {
    await this.end?.();
  }
}

/** The engine's name for a supergraph. */
function idOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex');
}

/** The same source at the other end of a line. */
export class SupergraphOverLine implements SupergraphSource {
  private update: (sdl: string) => void = () => undefined;
  private refuse: (reason: string) => void = () => undefined;

  constructor(private readonly line: () => Line) {}

  /** What the first process tells. */
  readonly handlers: Handlers = {
    supergraph: (sdl: string) => this.update(sdl),
    refused: (reason: string) => this.refuse(reason),
  };

  async initialize(
    hooks: Parameters<SupergraphSource['initialize']>[0] & {
      readonly refused?: (reason: string) => void;
    },
  ): Promise<{ supergraphSdl: string }> {
    const supergraphSdl = await this.line().ask<string>('supergraph');
    // What comes next is for an engine that has begun with this one.
    this.update = (sdl) => void setImmediate(() => hooks.update(sdl));
    this.refuse = (reason) => void setImmediate(() => hooks.refused?.(reason));
    return { supergraphSdl };
  }
}
