import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from '../page/keep.ts';
import { describe } from './src/report.ts';
import { timeCodegen } from './src/time-codegen.ts';
import { timeDev } from './src/time-dev.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});

if (!existsSync(join(import.meta.dirname, 'node_modules/.package-lock.json'))) {
  console.error('installing what the bench compares with ...');
  const stdio = ['ignore', 2, 2] as ('ignore' | 2)[];
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: import.meta.dirname, stdio });
}

// What these import is there only now.
const { race, SUBJECTS } = await import('./src/validators.ts');

const load = loadavg()[0] ?? NaN;
const root = mkdtempSync(join(tmpdir(), 'bench-codegen-'));
try {
  const rounds = Number(values.rounds);
  const sliceMs = Number(values.seconds) * 1000;
  const races = SUBJECTS.map((one) => ({ title: one.title, rates: race(one, rounds, sliceMs) }));
  const description = describe(races, await timeCodegen(root), await timeDev(root), load);
  console.log(description);
  if (values.keep) keep('bench:codegen', description);
} finally {
  rmSync(root, { recursive: true, force: true });
}
