import type { ProcessOptions, SupervisedProcess } from '@metamorphosis/node';
import { BEYOND_DRAIN_MS } from '../closing-times.js';
import { serviceEnvironment } from '../start/child-environment.js';
import { comeUp, type Facts } from '../start/come-up.js';
import { PROGRAMS } from '../workspace/programs.js';
import { builtModule, type Workspace } from '../workspace/workspace.js';

/** How the processes of a service are started. */
export interface ServiceOptions {
  readonly name: string;
  readonly workspace: Workspace;
  readonly drainTimeoutMs: number;
  /** Everything that all processes have in common. */
  readonly common: Pick<ProcessOptions, 'logger' | 'cwd'>;
  readonly onLine: (name: string, line: string) => void;
  readonly signal: AbortSignal;
}

/** A subgraph that is up, and not yet the one in use. */
export interface Candidate {
  readonly url: string;
  /** Takes the place of the subgraph before, which finishes what it has in hand and ends. */
  take(): void;
  /** Ends it: what was there before goes on. */
  discard(): Promise<void>;
}

/**
 * The processes of one service: its subgraph, and a node for its workers. New code runs beside the old until it is
 * up; code that does not start takes nobody's place.
 */
export class ServiceProcesses {
  private subgraph: SupervisedProcess | undefined;
  private node: SupervisedProcess | undefined;
  private readonly leaving = new Set<Promise<void>>();
  private runs = 0;
  /** Where the subgraph answers; undefined until one is in use. */
  url: string | undefined;

  constructor(private readonly options: ServiceOptions) {}

  /** Starts a subgraph with the code as it is now. Rejects with CONFIGURATION_INVALID when it does not come up. */
  async startSubgraph(): Promise<Candidate> {
    const { name, workspace, drainTimeoutMs } = this.options;
    const { process, facts } = await this.start(name, {
      module: builtModule(workspace, name, 'main'),
      env: serviceEnvironment(),
      // The gateway goes on asking where it was.
      restartEnv: ({ port }) => ({ PORT: String(port) }),
      closeTimeoutMs: drainTimeoutMs + BEYOND_DRAIN_MS.child,
    });
    const url = String(facts['url']);
    return {
      url,
      take: () => {
        this.leave(this.subgraph);
        this.subgraph = process;
        this.url = url;
      },
      discard: () => process.stop(),
    };
  }

  /** Runs the workers with the code as it is now, in place of those before. Rejects when they do not come up. */
  async replaceWorkers(): Promise<void> {
    const { name, drainTimeoutMs } = this.options;
    const node = `dev-${name}-${process.pid}-${(this.runs += 1)}`;
    const started = await this.start(`${name} workers`, {
      module: PROGRAMS.gregor,
      args: ['node', '--name', node, '--services', name],
      env: serviceEnvironment(),
      // Who stops the node through the manager wants it stopped.
      restart: 'on-failure',
      closeTimeoutMs: drainTimeoutMs + BEYOND_DRAIN_MS.startedNode,
    });
    this.leave(this.node);
    this.node = started.process;
  }

  async stopSubgraph(): Promise<void> {
    await this.subgraph?.stop();
  }

  /** Ends everything; the subgraph first. */
  async stop(): Promise<void> {
    await this.stopSubgraph();
    await this.node?.stop();
    await Promise.all(this.leaving);
  }

  private leave(process: SupervisedProcess | undefined): void {
    if (!process) return;
    const left = process.stop().finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }

  private async start(
    name: string,
    options: Omit<ProcessOptions, 'name' | 'logger' | 'cwd'>,
  ): Promise<{ readonly process: SupervisedProcess; readonly facts: Facts }> {
    const { common, onLine, signal } = this.options;
    const { process, up } = comeUp(
      { name, ...options, ...common, onLine: (line) => onLine(name, line) },
      // It is started again as soon as its code has changed.
      { signal, attempts: 1 },
    );
    try {
      return { process, facts: await up };
    } catch (error) {
      await process.stop();
      throw error;
    }
  }
}
