import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../../tools/services/local/kafka.ts';
import type { LocalStart } from '../../../tools/services/local/local-start.ts';
import { reachableHome, startPostgres } from '../../../tools/services/local/postgres.ts';
import { startRedis } from '../../../tools/services/local/redis.ts';
import { freePort } from '../../../tools/services/ports.ts';
import { end } from '../../../tools/services/process.ts';
import {
  services,
  type ProcessIdentity,
  type ServiceName,
} from '../../../tools/services/service.ts';

const STARTERS: Readonly<Record<ServiceName, (start: LocalStart) => Promise<void>>> = {
  kafka: startKafka,
  redis: startRedis,
  postgres: startPostgres,
};

/** How long a server may take to leave before it is killed. */
const GRACE_MS = 20_000;

/** How long a start is tried again after it failed. */
const START_MS = 20_000;

/** A server of the suite's own, as a process of this machine: to be stopped, killed and started again on its port. */
export class Server implements AsyncDisposable {
  private process: ProcessIdentity | undefined;
  private guard: ChildProcess | undefined;

  private constructor(
    readonly name: ServiceName,
    readonly port: number,
    private readonly folder: string,
  ) {}

  /** Starts it with data of its own; fails with what to install when it is not there. */
  static async start(name: ServiceName): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), `metamorphosis-faults-${name}-`));
    const server = new Server(name, await freePort(), folder);
    await server.start();
    return server;
  }

  get url(): string {
    return services[this.name].url(this.port);
  }

  /** Where its data are. */
  private get folders(): readonly string[] {
    return this.name === 'postgres' ? [reachableHome(this.folder), this.folder] : [this.folder];
  }

  /**
   * Starts it again, with the data that it keeps (Redis keeps none); resolves when it answers. Tries as long as a
   * supervisor would: PostgreSQL leaves at once while sessions of one that was killed still hold its shared memory.
   */
  async start(): Promise<void> {
    const deadline = Date.now() + START_MS;
    for (;;) {
      try {
        return await this.startOnce();
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.kill();
      }
    }
  }

  private startOnce(): Promise<void> {
    return STARTERS[this.name]({
      port: this.port,
      dataDir: this.folder,
      report: () => undefined,
      started: ({ process }) => {
        this.process = process;
        this.guard = guardOf(process.pid, this.folders);
      },
    });
  }

  /** Asks it to leave, as an operator would, and waits for it. */
  stop(): Promise<void> {
    return this.end(services[this.name].stopSignal, GRACE_MS);
  }

  /** `kill -9`. */
  kill(): Promise<void> {
    return this.end('SIGKILL', 0);
  }

  private async end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    const { process } = this;
    if (!process) return;
    await end(process, graceMs, signal);
    this.guard?.kill('SIGKILL');
    this.process = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A server has a group of its own and would outlive this process. A shell holds the end of a pipe from here and ends
 * the server when the pipe closes, however this process ended, and its data with it.
 */
function guardOf(pid: number, folders: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', `cat; kill -9 ${pid}; rm -rf "$@"`, 'guard', ...folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}
