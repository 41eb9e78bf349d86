import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../../../page/table.ts';
import { queries } from '../catalogue.ts';
import { load } from '../load.ts';
import { median } from '../statistics.ts';
import { say, type Ground, type Section } from './section.ts';

const GREGOR = join(import.meta.dirname, '../../../../libs/cli/bin/gregor.js');
const COUNTS = [1, 2];
const ROUNDS = 3;

/** `gregor gateway` with so many processes. */
class Gateway implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #metrics: string;

  private constructor(child: ChildProcess, url: string, metrics: string) {
    this.#child = child;
    this.url = url;
    this.#metrics = metrics;
  }

  static async start({ supergraph, folder }: Ground, processes: number): Promise<Gateway> {
    const config = join(folder, `processes-${processes}.yaml`);
    writeFileSync(
      config,
      `mode: production
accessLog: false
listen: { port: 0 }
supergraph: { file: ${JSON.stringify(supergraph)} }
coalescing: { queries: false, fetches: false }
processes: ${processes}
metrics: { port: 0 }
`,
    );
    const child = spawn(process.execPath, [GREGOR, 'gateway', '--config', config], {
      env: { ...process.env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const [url, metrics] = await new Promise<[string, string]>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`gregor gateway ended: ${output}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /"metrics":"([^"]+)"/.exec(output);
        const [, at] = /"url":"([^"]+)"/.exec(output) ?? [];
        if (found?.[1] !== undefined && at !== undefined) resolve([at, found[1]]);
      });
    });
    child.removeAllListeners('exit');
    return new Gateway(child, url, metrics);
  }

  /** CPU time of all its processes, in seconds. */
  async cpuSeconds(): Promise<number> {
    const text = await (await fetch(this.#metrics)).text();
    const [, seconds] = /^process_cpu_seconds_total (\S+)/m.exec(text) ?? [];
    return Number(seconds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/** Requests a second of one process and of two, on one machine with client and subgraphs. */
export const processes: Section = async (ground) => {
  const { connections, sliceMs } = ground;
  const rows: string[][] = [];
  for (const query of ['small', 'deep'] as const) {
    const start = `{"query":${JSON.stringify(queries[query])},"variables":{"turn":`;
    const body = (n: number): string => `${start}${1_000_000 + n}}}`;
    for (const count of COUNTS) {
      await using gateway = await Gateway.start(ground, count);
      const { url } = gateway;
      await load({ url, body, connections, durationMs: Math.max(2_000, sliceMs) });
      const slices: { perSecond: number; p99Ms: number; micros: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const cpu = await gateway.cpuSeconds();
        const { requests, perSecond, p99Ms } = await load({
          url,
          body,
          connections,
          durationMs: sliceMs,
        });
        const micros = (((await gateway.cpuSeconds()) - cpu) * 1e6) / requests;
        slices.push({ perSecond, p99Ms, micros });
        say(`${query}, ${count} processes: ${perSecond.toFixed(0)}/s, ${micros.toFixed(0)} us`);
      }
      const of = (figure: 'perSecond' | 'p99Ms' | 'micros'): number =>
        median(slices.map((slice) => slice[figure]));
      rows.push([
        query,
        String(count),
        of('perSecond').toFixed(0),
        of('p99Ms').toFixed(1),
        of('micros').toFixed(0),
      ]);
    }
  }
  const heads = [
    'query',
    'processes',
    'a second',
    'p99 ms',
    'CPU us a request, of all its processes',
  ];
  return [
    `\`gregor gateway\` with 1 and with 2 processes, distinct requests over ${connections} connections, medians of ${ROUNDS} rounds. Client and subgraphs take a part of the same processors.`,
    '',
    ...table(heads, rows),
  ];
};
