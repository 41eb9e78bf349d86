import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { schema } from './schema.ts';

const WORKSPACE = join(import.meta.dirname, '../../..');

/** Times in ms; CPU is user and system time of the process. */
export interface CodegenTimes {
  readonly coldMs: number;
  readonly coldCpuMs: number;
  readonly files: number;
  readonly changeMs: number;
  readonly typeCheckMs: number;
  readonly typeCheckCpuMs: number;
}

/** Runs codegen in an empty folder, changes a file under a watch, and checks the types of the result. */
export async function timeCodegen(root: string): Promise<CodegenTimes> {
  mkdirSync(join(root, 'schema'));
  const files = schema();
  for (const [service, sdl] of Object.entries(files)) {
    writeFileSync(join(root, `schema/${service}.graphql`), sdl);
  }
  const cold = timed([join(WORKSPACE, 'apps/gregor/bin/gregor.js'), 'codegen', '--json'], root);
  const { written } = JSON.parse(cold.output) as { written: readonly string[] };
  const changeMs = await timeChange(root, files['sales'] ?? '');
  const typeCheck = timeTypeCheck(root);
  return {
    coldMs: cold.ms,
    coldCpuMs: cold.cpuMs,
    files: written.length,
    changeMs,
    typeCheckMs: typeCheck.ms,
    typeCheckCpuMs: typeCheck.cpuMs,
  };
}

async function timeChange(root: string, sdl: string): Promise<number> {
  const { watchCodegen } = await import('@metamorphosis/codegen');
  const controller = new AbortController();
  const runs = watchCodegen({ cwd: root, schema: 'schema', out: 'apps' }, controller.signal);
  await runs.next();
  const took: number[] = [];
  for (let round = 0; round < 5; round++) {
    const next = runs.next();
    // The watch begins to wait within this turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    const begun = performance.now();
    const file = join(root, 'schema/sales.graphql');
    writeFileSync(
      `${file}.tmp`,
      sdl.replace('title: String!', `title: String! added${round}: Int`),
    );
    renameSync(`${file}.tmp`, file);
    const { value } = await next;
    if (!value?.ok || value.written.length === 0) throw new Error('The change was not taken up.');
    took.push(performance.now() - begun);
  }
  controller.abort();
  await runs.next();
  return took.sort((a, b) => a - b)[2] ?? NaN;
}

function timeTypeCheck(root: string): Timed {
  symlinkSync(join(WORKSPACE, 'node_modules'), join(root, 'node_modules'));
  const base = readFileSync(join(WORKSPACE, 'tsconfig.base.json'), 'utf8');
  writeFileSync(join(root, 'tsconfig.base.json'), base);
  const compilerOptions = {
    ...{ noEmit: true, composite: false, incremental: false, types: ['node'] },
    // As an author has the libraries: their declarations, and not the sources of this workspace.
    customConditions: [],
  };
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({
      extends: './tsconfig.base.json',
      compilerOptions,
      include: ['apps/*/src/generated/**/*.ts'],
    }),
  );
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  return timed([join(WORKSPACE, 'node_modules/typescript/bin/tsc'), '--project', '.'], root);
}

interface Timed {
  readonly ms: number;
  readonly cpuMs: number;
  readonly output: string;
}

/** Runs a program of Node to its end; what it writes to standard error is shown when it fails. */
function timed(args: readonly string[], cwd: string): Timed {
  const begun = performance.now();
  const script =
    'const u=process.resourceUsage();process.stderr.write("cpu "+(u.userCPUTime+u.systemCPUTime))';
  const hook = `data:text/javascript,process.on("exit",()=>{${encodeURIComponent(script)}})`;
  const output = run(['--import', hook, ...args], cwd);
  return { ms: performance.now() - begun, ...output };
}

function run(args: readonly string[], cwd: string): { cpuMs: number; output: string } {
  const errors = join(cwd, 'stderr.txt');
  const output = execFileSync(
    '/bin/sh',
    ['-c', 'exec "$0" "$@" 2> stderr.txt', process.execPath, ...args],
    { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  const micros = /cpu (\d+)/.exec(readFileSync(errors, 'utf8'))?.[1];
  return { cpuMs: Number(micros) / 1000, output };
}
