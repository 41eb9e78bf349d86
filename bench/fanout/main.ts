import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keep } from '../page/keep.ts';
import { measure, type Plan, type Row, type ServerName } from './src/measure.ts';
import { describe } from './src/report.ts';

const { values } = parseArgs({
  options: {
    sockets: { type: 'string', default: '10000' },
    streams: { type: 'string', default: '100' },
    rates: { type: 'string', default: '50,500' },
    seconds: { type: 'string', default: '8' },
    only: { type: 'string', default: 'bare,graphql-ws,ours' },
    profile: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const profile = values.profile === undefined ? undefined : resolve(values.profile);
const plan: Plan = {
  sockets: Number(values.sockets),
  streams: Number(values.streams),
  rates: values.rates.split(',').map(Number),
  sliceMs: Number(values.seconds) * 1000,
  nodeOptions: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
};
const load = loadavg()[0] ?? NaN;
const rows: Row[] = [];
for (const name of values.only.split(',') as ServerName[]) {
  console.error(`${name} ...`);
  rows.push(await measure(name, plan));
}
const description = describe(rows, plan, load);
console.log(description);
if (values.keep) keep('bench:fanout', description);
