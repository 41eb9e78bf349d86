import cluster from 'node:cluster';
import type { ProcessMessage } from '@metamorphosis/contract';
import type { Board, Cache, Logger, Readiness } from '@metamorphosis/core';
import type { Gateway } from '@metamorphosis/gateway';
import { HangWatch, type Metrics } from '@metamorphosis/telemetry';
import { Line } from './line.js';
import { cacheOverLine } from './shared-cache.js';
import { StreamsOverLine } from './shared-streams.js';
import { SupergraphOverLine, type SupergraphSource } from './shared-supergraph.js';

type Engine = Gateway['engine'];

/** What a process of a gateway with several has from the one that supervises them. */
export interface Joined {
  readonly supergraph: SupergraphSource;
  /** A cache of all of them. */
  readonly cache: Cache;
  /** The same board; its streams are read once for all of them. */
  sharing(board: Board): Board;
  /** Tells the others which supergraph an engine uses, now and after each change. */
  follow(engine: Engine): void;
}

/** What joins them. */
export interface JoinOptions {
  readonly metrics?: Metrics | undefined;
  /** Gets a check `processes`, which says when others are missing. */
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** It ends itself when its event loop is blocked for so long; 0: never. */
  readonly hungAfterMs: number;
}

/** Whether this process is one of several that serve a port. */
export function isOneOfSeveral(): boolean {
  return cluster.isWorker;
}

/** Joins the processes of a gateway; to be called once in a process that is one of several. */
export function joinProcesses({ metrics, readiness, logger, hungAfterMs }: JoinOptions): Joined {
  const supergraph = new SupergraphOverLine(() => line);
  const streams = new StreamsOverLine(() => line);
  const check = readiness.check('processes');
  check.up();
  const line: Line = new Line(
    process,
    {
      ...supergraph.handlers,
      ...streams.handlers,
      metrics: () => metrics?.snapshot(),
      processes: (note: string | undefined) => check.up(note),
    },
    logger,
  );
  if (hungAfterMs > 0) new HangWatch(hungAfterMs, tellHang);
  return {
    supergraph,
    cache: cacheOverLine(line),
    sharing: (board) => streams.over(board),
    follow: (engine) => {
      const tell = (): void => line.tell('inUse', engine.status().supergraphId);
      engine.onReload(tell);
      tell();
    },
  };
}

function tellHang(blockedMs: number, where: string): void {
  const message: ProcessMessage = { kind: 'hung', blockedMs, where };
  process.send?.(message);
}
