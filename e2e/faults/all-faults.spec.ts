import { afterAll, beforeAll, expect, test } from 'vitest';
import { Servers } from './bed/servers.js';
import { FAULTS } from './catalogue/catalogue.js';
import { describeFindings } from './ledger/finding.js';
import { runFault, type FaultResult } from './run-fault.js';

const chosen = process.env['FAULTS']?.split(',');
const results: FaultResult[] = [];
let servers: Servers;
beforeAll(async () => {
  servers = await Servers.start();
});
afterAll(async () => {
  for (const { output: _, findings, ...result } of results) console.log(result, findings.length);
  await (servers as Servers | undefined)?.[Symbol.asyncDispose]();
});

test.each(FAULTS.filter(({ name }) => chosen?.includes(name) ?? true))(
  '$name: $title',
  async (fault) => {
    const result = await runFault(fault, { servers });
    results.push(result);
    if (result.findings.length > 0)
      console.log(describeFindings(result.findings), result.output.slice(-6000));
    expect(describeFindings(result.findings)).toBe('');
  },
);
