import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cost, Question } from './serve.ts';

export const servers = {
  bare: 'the package `ws`, no GraphQL (the limit)',
  'graphql-ws': 'graphql-ws over graphql-js',
  ours: '**Metamorphosis**',
} as const;

export type ServerName = keyof typeof servers;

export interface Plan {
  readonly sockets: number;
  readonly streams: number;
  /** Events a second, over all streams. */
  readonly rates: readonly number[];
  readonly sliceMs: number;
  /** Options of the servers' processes. */
  readonly nodeOptions: readonly string[];
}

export interface Slice {
  readonly rate: number;
  readonly owed: number;
  readonly received: number;
  readonly deliveredPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicrosEach: number;
  readonly cores: number;
}

export interface Row {
  readonly name: ServerName;
  readonly kilobytesEach: number;
  readonly slices: readonly Slice[];
}

interface Heard {
  readonly received: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function start(
  file: string,
  args: readonly string[],
  nodeOptions: readonly string[] = [],
): Promise<readonly [ChildProcess, unknown]> {
  const child = fork(new URL(file, import.meta.url), args, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: [...nodeOptions, '--expose-gc', '--disable-warning=ExperimentalWarning'],
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with code ${String(code)}`);
  });
  died.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), died])) as [unknown];
  return [child, ready];
}

async function ask(child: ChildProcess, question: unknown): Promise<unknown> {
  child.send(question as object);
  const [answer] = (await once(child, 'message')) as [unknown];
  return answer;
}

/** One server with all its readers, at each rate. */
export async function measure(name: ServerName, plan: Plan): Promise<Row> {
  const { sockets, streams, rates, sliceMs, nodeOptions } = plan;
  const [server, ready] = await start(`servers/${name}.ts`, [String(streams)], nodeOptions);
  const { url } = ready as { url: string };
  const memory: Question = { kind: 'memory' };
  const empty = (await ask(server, memory)) as number;
  const form = name === 'bare' ? 'bare' : 'graphql';
  const args = [url, String(sockets), String(streams), form];
  const [readers] = await start('readers.ts', args);
  // The last of them has asked; its subscription begins a moment later.
  await pause(2000);
  const full = (await ask(server, memory)) as number;
  const slices: Slice[] = [];
  for (const rate of rates) {
    await ask(readers, 'what was heard before');
    const question: Question = { kind: 'publish', perSecond: rate, ms: sliceMs };
    const { published, cpuMicros, seconds } = (await ask(server, question)) as Cost;
    await pause(1000);
    const { received, p50Ms, p99Ms } = (await ask(readers, 'what was heard')) as Heard;
    slices.push({
      rate,
      owed: published * (sockets / streams),
      received,
      deliveredPerSecond: received / seconds,
      p50Ms,
      p99Ms,
      cpuMicrosEach: cpuMicros / received,
      cores: cpuMicros / 1e6 / seconds,
    });
  }
  for (const child of [readers, server]) {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
  return { name, kilobytesEach: (full - empty) / 1024 / sockets, slices };
}
