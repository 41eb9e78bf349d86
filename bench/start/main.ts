import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from '../page/keep.ts';
import { Gregor, WORKSPACE } from './src/gregor.ts';
import { memoryBelow, type ProcessMemory } from './src/memory.ts';
import { describe } from './src/report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});
const loadBefore = loadavg()[0] ?? NaN;
const begun = performance.now();
execFileSync('npm', ['run', '--silent', 'build'], { cwd: WORKSPACE, stdio: ['ignore', 2, 2] });
const buildMs = performance.now() - begun;
const readyMs: number[] = [];
const memories: (readonly ProcessMemory[])[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  const data = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    await using gregor = new Gregor('start', WORKSPACE, data);
    readyMs.push(await gregor.up());
    // What the start took and does not need any more is given back by then.
    await new Promise((resolve) => setTimeout(resolve, Number(values.seconds) * 1000));
    memories.push(memoryBelow(gregor.pid));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  console.error(`round ${round + 1}: up after ${((readyMs.at(-1) ?? NaN) / 1000).toFixed(1)} s`);
}
const total = (processes: readonly ProcessMemory[]): number =>
  processes.reduce((sum, each) => sum + each.share, 0);
const sorted = memories.sort((a, b) => total(a) - total(b));
const processes = sorted[Math.floor(sorted.length / 2)] ?? [];
const description = describe({ buildMs, readyMs, processes, loadBefore });
console.log(description);
if (values.keep) keep('bench:start', description);
