import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Figures } from './load.ts';
import type { PeerMessage, RunRequest } from './peer-process.ts';

/** How to start a peer. */
export interface PeerOptions {
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where to leave a CPU profile at the end; absent: none is taken. */
  readonly profileDirectory?: string;
}

const START_MS = 60_000;
const END_MS = 15_000;
const MICROS_PER_TICK = 10_000;

/** A process of a path. */
export class Peer {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly #child: ChildProcess;
  readonly #name: string;

  private constructor(child: ChildProcess, name: string, facts: Peer['facts']) {
    this.#child = child;
    this.#name = name;
    this.facts = facts;
  }

  /** Starts a process and waits until it says that it is up. */
  static async start(module: string, options: PeerOptions): Promise<Peer> {
    const { args = [], env, profileDirectory } = options;
    const name = [module.split('/').slice(-3).join('/'), ...args].join(' ');
    const profile = ['--cpu-prof', `--cpu-prof-dir=${profileDirectory ?? ''}`];
    const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
    if (profileDirectory !== undefined) execArgv.push(...profile);
    const child = fork(module, [...args], { env, execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    const { facts } = await answerOf(child, name, 'ready', AbortSignal.timeout(START_MS));
    return new Peer(child, name, facts);
  }

  /** Has it call for `ms`, with so many calls under way. */
  async run(inFlight: number, ms: number): Promise<Figures> {
    this.#child.send({ kind: 'run', inFlight, ms } satisfies RunRequest);
    const limit = AbortSignal.timeout(ms + START_MS);
    return (await answerOf(this.#child, this.#name, 'figures', limit)).figures;
  }

  /** CPU time that it and the processes it started have used, in microseconds; NaN where the system does not tell. */
  cpuMicros(): number {
    return cpuMicrosOf(this.#child.pid ?? 0);
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const fuse = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(fuse);
  }
}

async function answerOf<K extends PeerMessage['kind']>(
  child: ChildProcess,
  name: string,
  kind: K,
  limit: AbortSignal,
): Promise<Extract<PeerMessage, { kind: K }>> {
  const settled = Promise.withResolvers<Extract<PeerMessage, { kind: K }>>();
  const fail = (why: string): void => settled.reject(new Error(`${name}: ${why}`));
  const hear = (message: PeerMessage): void => {
    if (message.kind === kind) settled.resolve(message as Extract<PeerMessage, { kind: K }>);
    else if (message.kind === 'failed') fail(message.message);
  };
  const gone = (code: number | null): void => fail(`it ended (${String(code)})`);
  const late = (): void => fail(`no answer ("${kind}") in time`);
  child.on('message', hear).once('exit', gone);
  limit.addEventListener('abort', late, { once: true });
  try {
    return await settled.promise;
  } finally {
    child.off('message', hear).off('exit', gone);
    limit.removeEventListener('abort', late);
  }
}

function cpuMicrosOf(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(11, 13).map(Number);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children
      .split(' ')
      .filter(Boolean)
      .map((child) => cpuMicrosOf(Number(child)))
      .reduce((sum, each) => sum + each, ((user ?? NaN) + (system ?? NaN)) * MICROS_PER_TICK);
  } catch {
    return NaN;
  }
}
