import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from '../page/keep.ts';
import type { QueryName } from './src/catalogue.ts';
import type { ContenderName, Form } from './src/contenders.ts';
import type { Plan, Row, Subgraphs } from './src/measure.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string', default: 'stock,hive,ours' },
    queries: { type: 'string', default: 'small,middle,deep' },
    forms: { type: 'string', default: 'distinct,identical' },
    profile: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

if (!existsSync(join(import.meta.dirname, 'node_modules/.package-lock.json'))) {
  console.error('installing what the bench compares with ...');
  const stdio = ['ignore', 2, 2] as ('ignore' | 2)[];
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: import.meta.dirname, stdio });
}
const profile = values.profile === undefined ? undefined : resolve(values.profile);
if (profile !== undefined) mkdirSync(profile, { recursive: true });
const plan: Plan = {
  rounds: Number(values.rounds),
  sliceMs: Number(values.seconds) * 1000,
  connections: Number(values.connections),
  names: values.only.split(',') as ContenderName[],
  queries: values.queries.split(',') as QueryName[],
  forms: values.forms.split(',') as Form[],
  nodeOptions: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
};

// What these import is there only now.
const { measure } = await import('./src/measure.ts');
const { Peer } = await import('./src/peer.ts');
const { describe } = await import('./src/report.ts');

const directory = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
const load = loadavg()[0] ?? NaN;
try {
  using subgraphs: Subgraphs = await Peer.start('subgraphs.ts', []);
  const supergraph = join(directory, 'supergraph.graphql');
  writeFileSync(supergraph, subgraphs.ready.supergraphSdl);
  const rows: Row[] = [];
  for await (const row of measure(plan, supergraph, subgraphs)) rows.push(row);
  const description = describe(rows, plan, load);
  console.log(description);
  if (values.keep) keep('bench:gateway', description);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
