import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from '../page/keep.ts';
import { loads, machine } from '../page/machine.ts';
import type { QueryName } from './src/catalogue.ts';
import type { ContenderName, Form } from './src/contenders.ts';
import type { Plan, Row, Subgraphs } from './src/measure.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    against: { type: 'string' },
    only: { type: 'string', default: 'stock,hive,ours' },
    queries: { type: 'string', default: 'small,middle,deep' },
    forms: { type: 'string', default: 'distinct,identical' },
    sections: { type: 'string', default: 'rivals,costs,processes,planning,memory,reload' },
    operations: { type: 'string', default: '100000' },
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
const against = values.against === undefined ? undefined : resolve(values.against);
const plan: Plan = {
  rounds: Number(values.rounds),
  sliceMs: Number(values.seconds) * 1000,
  connections: Number(values.connections),
  names: [
    ...values.only.split(','),
    ...(against === undefined ? [] : ['other']),
  ] as ContenderName[],
  queries: values.queries.split(',') as QueryName[],
  forms: values.forms.split(',') as Form[],
  nodeOptions: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  against,
};

// What these import is there only now.
const { measure } = await import('./src/measure.ts');
const { Peer } = await import('./src/peer.ts');
const { describe } = await import('./src/report.ts');
const { costs } = await import('./src/sections/costs.ts');
const { memory } = await import('./src/sections/memory.ts');
const { planning } = await import('./src/sections/planning.ts');
const { processes } = await import('./src/sections/processes.ts');
const { reload } = await import('./src/sections/reload.ts');

const sections = { costs, processes, planning, memory, reload };
const wanted = new Set(values.sections.split(','));
const directory = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
const busy = loadavg()[0] ?? NaN;
const tell = (name: string, text: string): void => {
  console.log(`\n${text}`);
  if (values.keep) keep(name, text);
};
try {
  using subgraphs: Subgraphs = await Peer.start('subgraphs.ts', []);
  const supergraph = join(directory, 'supergraph.graphql');
  writeFileSync(supergraph, subgraphs.ready.supergraphSdl);
  if (wanted.has('rivals')) {
    const rows: Row[] = [];
    for await (const row of measure(plan, supergraph, subgraphs)) rows.push(row);
    tell('bench:gateway', describe(rows, plan, busy));
  }
  for (const [name, section] of Object.entries(sections)) {
    if (!wanted.has(name)) continue;
    const { connections, sliceMs, queries } = plan;
    const operations = Number(values.operations);
    const before = loadavg()[0] ?? NaN;
    const found = await section({
      subgraphs,
      supergraph,
      folder: directory,
      queries,
      connections,
      operations,
      sliceMs,
      profile,
    });
    const where = [`${machine()}.`, loads(before), ''];
    tell(`bench:gateway:${name}`, [...where, ...found].join('\n'));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
