import { afterAll, beforeAll, expect, test } from 'vitest';
import { keep } from '../../bench/page/keep.ts';
import { Servers } from './bed/servers.js';
import { faultNamed, FAULTS } from './catalogue/catalogue.js';
import { describeFindings } from './ledger/finding.js';
import { runFault, type FaultResult } from './run-fault.js';
import { tableOf } from './table.js';

// The long set: every fault by itself. FAULTS=<name>,<name> chooses among them; then the page is left as it is.
const named = process.env['FAULTS'];
const chosen = named === undefined ? FAULTS : named.split(',').map(faultNamed);

// The suite demands 200 commands a second; what the clients of a busy moment fall behind comes on top.
const DEMANDED = 200;

// FAULTS_RATE=<commands a second>: less, for a machine that has other things to do.
const rate = Number(process.env['FAULTS_RATE'] ?? 230);
const load = { rate, before: 2 * rate, after: 5 * rate };

const results: { readonly title: string; readonly result: FaultResult }[] = [];
let servers: Servers;
beforeAll(async () => {
  servers = await Servers.start();
});
afterAll(async () => {
  await (servers as Servers | undefined)?.[Symbol.asyncDispose]();
  const table = tableOf(results);
  console.log(table);
  if (named === undefined && rate >= DEMANDED && results.length === FAULTS.length)
    keep('faults', table);
});

test.each(chosen)('$name: $title', async (fault) => {
  const result = await runFault(fault, { servers, ...load });
  results.push({ title: fault.title, result });
  console.log(tableOf(results.slice(-1)));
  if (result.findings.length > 0) console.error(result.output.slice(-8000));
  expect(describeFindings(result.findings)).toBe('');
});
