import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Servers } from './bed/servers.js';
import { MUTATION_CASES } from './catalogue/mutations.js';
import { describeFindings } from './ledger/finding.js';
import { runFault } from './run-fault.js';

/** A subject that is broken loses things for good: nobody waits long for what will not come. */
const LOAD = { before: 200, after: 200, quietMs: 10_000, owedMs: 1000 };

let servers: Servers;
beforeAll(async () => {
  servers = await Servers.start();
});
afterAll(async () => {
  await (servers as Servers | undefined)?.[Symbol.asyncDispose]();
});

describe('a suite that cannot turn red proves nothing', () => {
  test.each(MUTATION_CASES)(
    '$fault.title: the ledger objects',
    { timeout: 300_000 },
    async ({ fault, red }) => {
      const { findings } = await runFault(fault, { servers, ...LOAD });
      const objections = findings.filter(({ kind }) => kind === red);
      expect(objections.length, describeFindings(findings)).toBeGreaterThan(0);
    },
  );
});
