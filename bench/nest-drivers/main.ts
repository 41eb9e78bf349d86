import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { REQUESTS } from './src/catalogue.ts';
import { ContenderProcess } from './src/contender-process.ts';
import { contenders } from './src/contenders.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const connections = Number(values.connections);

type RequestName = keyof typeof REQUESTS;
const requestNames = Object.keys(REQUESTS) as RequestName[];
const headers = { 'content-type': 'application/json' };

/** One run. */
interface Run {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly cpuMicros: number;
}

async function run(
  contender: ContenderProcess,
  request: RequestName,
  duration: number,
): Promise<Run> {
  const before = await contender.cpuMicros();
  const body = JSON.stringify(REQUESTS[request]);
  const result = await autocannon({
    url: contender.url,
    method: 'POST',
    headers,
    body,
    connections,
    duration,
  });
  const used = (await contender.cpuMicros()) - before;
  if (result.errors + result.non2xx > 0) throw new Error(`${contender.url} failed under load`);
  return {
    perSecond: result.requests.average,
    p99Ms: result.latency.p99,
    cpuMicros: used / result.requests.total,
  };
}

async function answer(contender: ContenderProcess, request: RequestName): Promise<unknown> {
  const body = JSON.stringify(REQUESTS[request]);
  const response = await fetch(contender.url, { method: 'POST', headers, body });
  return response.json();
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const processes = new Map<string, ContenderProcess>();
for (const name of Object.keys(contenders)) processes.set(name, await ContenderProcess.start(name));
const [first] = processes.values();
if (first === undefined) throw new Error('no contenders');

const table: string[] = [
  '| driver | request | requests a second: median (lowest - highest) | p99 ms | server CPU a request, us: lowest |',
  '| --- | --- | --- | --- | --- |',
];
for (const request of requestNames) {
  const expected = await answer(first, request);
  const runs = new Map<string, Run[]>();
  for (const [name, contender] of processes) {
    deepStrictEqual(await answer(contender, request), expected, `${name} answers otherwise`);
    await run(contender, request, seconds);
    runs.set(name, []);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, contender] of processes) {
      runs.get(name)?.push(await run(contender, request, seconds));
    }
    process.stderr.write(`${request}: round ${round + 1} of ${rounds}\n`);
  }
  for (const [name, all] of runs) {
    const perSecond = all.map((one) => one.perSecond);
    const range = `${Math.round(Math.min(...perSecond))} - ${Math.round(Math.max(...perSecond))}`;
    const cells = [
      name,
      request,
      `${Math.round(median(perSecond))} (${range})`,
      median(all.map((one) => one.p99Ms)).toFixed(1),
      Math.min(...all.map((one) => one.cpuMicros)).toFixed(0),
    ];
    table.push(`| ${cells.join(' | ')} |`);
  }
}
for (const contender of processes.values()) contender[Symbol.dispose]();
console.log(table.join('\n'));
