import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VitestReport } from './tally.ts';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const binary = join(require.resolve('vitest/package.json'), '../vitest.mjs');

/** The test files that these arguments select, as absolute paths. */
export function selectedFiles(args: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-selection-'));
  const answer = join(folder, 'files.json');
  try {
    spawnSync(process.execPath, [binary, 'list', '--filesOnly', `--json=${answer}`, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return (JSON.parse(readFileSync(answer, 'utf8')) as { file: string }[]).map(({ file }) => file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface VitestRun {
  readonly report: VitestReport | undefined;
  readonly exitCode: number;
}

/** Runs Vitest once with its usual output; `signal` asks it to end early. */
export async function runVitest(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<VitestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-report-'));
  const reportFile = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  try {
    const child = spawn(process.execPath, [binary, 'run', ...reporters, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    return { report: readReport(reportFile), exitCode: exitCode ?? 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined; // it ended before it could write one
  }
}
