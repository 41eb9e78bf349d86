import { afterAll, beforeAll, expect, test } from 'vitest';
import { Servers } from './bed/servers.js';
import { faultNamed } from './catalogue/catalogue.js';
import { composed } from './catalogue/composed.js';
import { killedAtEach } from './catalogue/workers.js';
import { WATCHED, type Fault } from './fault.js';
import { describeFindings } from './ledger/finding.js';
import { runFault } from './run-fault.js';

// The short set: faults of each sort, one after the other under one load. `npm run test:faults` takes each by itself.
let servers: Servers;
beforeAll(async () => {
  servers = await Servers.start();
});
afterAll(() => (servers as Servers | undefined)?.[Symbol.asyncDispose]());

/** Each death of a worker costs a session timeout: the shortest that a broker allows. */
const WORKER = { ...WATCHED, sessionTimeoutMs: 6000 };
const SHORT: readonly Fault[] = [
  // The points that differ most.
  killedAtEach(['in-handler', 'between-publish-and-mark'], WORKER),
  composed(
    'servers',
    'Kafka killed, Redis emptied, PostgreSQL restarted, one after the other',
    ['broker-killed', 'redis-emptied', 'postgres-restarted'].map(faultNamed),
  ),
  composed(
    'processes',
    'all workers, the subgraph and the gateway killed, one after the other',
    ['workers-killed', 'subgraph-killed', 'gateway-killed'].map(faultNamed),
    [WORKER, WORKER],
  ),
];

test.each(SHORT)(
  '$title: nothing is lost, nothing happens twice',
  { timeout: 300_000 },
  async (fault) => {
    const { findings, output } = await runFault(fault, { servers, before: 200, after: 300 });
    if (findings.length > 0) console.error(output.slice(-8000));
    expect(describeFindings(findings)).toBe('');
  },
);
