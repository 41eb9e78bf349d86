import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import { errors } from '@metamorphosis/contract';
import {
  createMemoryCache,
  type Board,
  type Lifecycle,
  type Logger,
  type Readiness,
} from '@metamorphosis/core';
import { SupervisedProcess, type Fork, type ProcessState } from '@metamorphosis/node';
import type { Metrics, MetricsSnapshot } from '@metamorphosis/telemetry';
import { inheritedEnvironment } from '@metamorphosis/wiring';
import { handOnConnections } from './hand-on-connections.js';
import { Line } from './line.js';
import { cacheHandlers } from './shared-cache.js';
import { StreamReader } from './shared-streams.js';
import { SupergraphWatch, type SupergraphSource } from './shared-supergraph.js';

/** What several processes of a gateway are started with. */
export interface ProcessesOptions {
  readonly count: number;
  /** The program of each, and its arguments. It joins by `joinProcesses`. @default this process' own */
  readonly module?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Watched here, once for all. */
  readonly source: SupergraphSource;
  /** Its streams are read here, once for all. Stays the caller's to close. */
  readonly board?: Board | undefined;
  /** What this process measures itself. */
  readonly metrics?: Metrics | undefined;
  /** Gets a check `processes`. */
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** How long one may take to close before it is killed. */
  readonly closeTimeoutMs: number;
}

/** Processes that serve one port. */
export interface GatewayProcesses extends Lifecycle {
  /** What the first one said of itself: where it listens. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What all of them measured, and this one. One that does not answer is left out. */
  snapshots(): Promise<readonly MetricsSnapshot[]>;
  /** Why the newest supergraph could not be made; undefined when it could. */
  refused(): string | undefined;
  /** Whether one of them had to leave work in hand. */
  wasCutOff(): boolean;
}

const SNAPSHOT_MS = 2_000;

/**
 * Starts processes of a gateway that share one port: this one takes connections and hands them out in turn. Each is started
 * again when it ends, with a growing pause. Resolves when all are up; rejects with CONFIGURATION_INVALID when one of them
 * does not come up the first time, as the source rejects when there is no supergraph.
 */
export async function superviseProcesses(options: ProcessesOptions): Promise<GatewayProcesses> {
  const processes = new Processes(options);
  try {
    await processes.start();
    return processes;
  } catch (error) {
    await processes.close();
    throw error;
  }
}

class Processes implements GatewayProcesses {
  facts: Readonly<Record<string, unknown>> = {};
  private readonly lines = new Set<Line>();
  private readonly cache = createMemoryCache();
  private readonly supergraph = new SupergraphWatch(() => this.lines);
  private readonly reader: StreamReader | undefined;
  private readonly running: SupervisedProcess[] = [];
  private closing: Promise<void> | undefined;

  constructor(private readonly options: ProcessesOptions) {
    const { board, metrics } = options;
    this.reader = board && new StreamReader(board);
    metrics?.gauge(
      {
        name: 'metamorphosis_gateway_processes',
        help: 'Processes of this gateway: up, starting, waiting to be started again; crash-looping ones among them.',
        labels: ['state'],
      },
      () => Object.entries(this.states()).map(([state, value]) => ({ labels: { state }, value })),
    );
  }

  async start(): Promise<void> {
    const { count, source } = this.options;
    await this.supergraph.start(source);
    const first = Array.from({ length: count }, (_, i) => this.run(`gateway process ${i + 1}`));
    const [facts = {}] = await Promise.all(first);
    this.facts = facts;
    this.report();
  }

  async snapshots(): Promise<readonly MetricsSnapshot[]> {
    const own = this.options.metrics?.snapshot();
    const others = [...this.lines].map(async (line) => {
      const late = AbortSignal.timeout(SNAPSHOT_MS);
      return Promise.race([
        line.ask<MetricsSnapshot | undefined>('metrics').catch(() => undefined),
        new Promise<undefined>((resolve) =>
          late.addEventListener('abort', () => resolve(undefined)),
        ),
      ]);
    });
    const all = await Promise.all([own, ...others]);
    return all.filter((one) => one !== undefined);
  }

  refused(): string | undefined {
    return this.supergraph.refusal;
  }

  wasCutOff(): boolean {
    return this.running.some((one) => one.wasCutOff);
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async end(): Promise<void> {
    await Promise.all(this.running.map((one) => one.stop()));
    await this.supergraph.close();
    await this.reader?.close();
    await this.cache.close();
  }

  /** Keeps one running. Resolves with what it says when it is up the first time; rejects when it ends instead. */
  private run(name: string): Promise<Readonly<Record<string, unknown>>> {
    const { module = process.argv[1] ?? '', args = process.argv.slice(2) } = this.options;
    const { env = inheritedEnvironment(), logger, closeTimeoutMs } = this.options;
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    const onChange = (state: ProcessState): void => {
      if (state.kind === 'up') resolve(state.facts);
      if (state.kind === 'waiting') reject(errors.CONFIGURATION_INVALID([state.reason]));
      // Not before the constructor is done.
      setImmediate(() => this.report());
    };
    const fork: Fork = (...given) => this.connect(forkInto(...given));
    this.running.push(
      new SupervisedProcess({ name, module, args, env, logger, closeTimeoutMs, fork, onChange }),
    );
    return promise;
  }

  private connect(child: ChildProcess): ChildProcess {
    const { logger } = this.options;
    const itself = (): Line => line;
    const handlers = {
      ...this.supergraph.handlers(itself),
      ...this.reader?.handlers(itself),
      ...cacheHandlers(this.cache),
    };
    const line: Line = new Line(child, handlers, logger);
    this.lines.add(line);
    child.once('exit', () => {
      this.lines.delete(line);
      void this.reader?.forget(line);
    });
    handOnConnections(child, () => this.lines.size > 0);
    return child;
  }

  private states(): Record<'up' | 'starting' | 'waiting' | 'crash-looping', number> {
    const count = (test: (one: SupervisedProcess) => boolean): number =>
      this.running.filter(test).length;
    return {
      up: count(({ state }) => state.kind === 'up'),
      starting: count(({ state }) => state.kind === 'starting'),
      waiting: count(({ state }) => state.kind === 'waiting'),
      'crash-looping': count((one) => one.isCrashLooping),
    };
  }

  /** Tells how many there are, here and on `/readyz` of each. */
  private report(): void {
    if (this.closing) return;
    const wanted = this.running.length;
    const { up, 'crash-looping': looping } = this.states();
    const reasons = this.running.flatMap(({ name, state }) =>
      state.kind === 'waiting' ? [`${name}: ${state.reason}`] : [],
    );
    const loop = looping > 0 ? `, ${looping} in a crash loop` : '';
    const why = [`${up} of ${wanted} processes are up${loop}`, ...reasons].join('; ');
    const note = up < wanted ? why : undefined;
    const check = this.options.readiness.check('processes');
    if (up > 0) check.up(note);
    else check.down(why);
    for (const line of this.lines) line.tell('processes', note);
  }
}

/** As `fork`, for a process that listens where the others do. */
function forkInto(...[module, args, { env, cwd, stdio }]: Parameters<Fork>): ChildProcess {
  cluster.setupPrimary({
    exec: module,
    args,
    // Entries of streams are texts with texts inside: copied, not written twice.
    serialization: 'advanced',
    ...(cwd !== undefined && { cwd: String(cwd) }),
    ...(Array.isArray(stdio) && { stdio: [...stdio] }),
  });
  // The environment of this process is added to what is given here: what is not given is taken out.
  const own = Object.keys(inheritedEnvironment()).map((name) => [name, undefined]);
  return cluster.fork({ ...Object.fromEntries(own), ...env }).process;
}
