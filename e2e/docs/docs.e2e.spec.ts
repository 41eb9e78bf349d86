import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeRecord, newCommandId, type RecordId } from '@metamorphosis/contract';
import { openPorts, readSettings } from '@metamorphosis/wiring';
import { CODE, Managed } from '../manager/manager.js';
import { until } from '../platform/until.js';
import { NOT_RUN, RUN_ELSEWHERE } from './decisions.js';
import { pages, ROOT } from './pages.js';
import { readersFolder, runBlocks } from './shell.js';

const documented = pages();
let managed: Managed;
let folder: string;
/** What `npm start` names after the machine. */
let node: string;

interface Letter {
  readonly service: string;
  readonly id: string;
}

/** Dead letters for the pages that are about them: commands of which nothing can be read. */
async function park(count: number): Promise<readonly string[]> {
  const { log, close } = openPorts('docs', readSettings(managed.platform.env));
  const broken = Array.from({ length: count }, () => {
    const id = newCommandId('orders');
    return encodeRecord({
      ...{ kind: 'command', id: id as string as RecordId, source: 'orders' },
      ...{ type: 'orders.placeOrder', time: new Date().toISOString(), key: id, data: {} },
      correlationId: id,
    });
  });
  await log.append('orders.commands', broken);
  await close();
  const letters = await until(
    'what cannot be read is parked',
    async () =>
      (await managed.ask('{ deadLetters(first: 20) { nodes { service id } } }')).deadLetters.nodes,
    (nodes: readonly Letter[]) => nodes.length >= count,
  );
  return letters.map(({ service, id }: Letter) => `${service}/${id}`);
}

beforeAll(async () => {
  folder = readersFolder();
  managed = await Managed.start('embedded');
  // Consumers have something behind them, as on a platform that is in use.
  await managed.platform.ask(
    'mutation { placeOrder(input: { customerId: "ada", lines: [{ productId: "p1", quantity: 1 }] }) { __typename } }',
  );
  const [orders] = (await managed.ask('{ workers(service: "orders") { node } }')).workers;
  ({ node } = orders);
});
afterAll(async () => {
  await managed[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('what is not run is still written where the decision says, and what runs it is there', () => {
  for (const [path, decisions] of Object.entries(NOT_RUN)) {
    const left = documented.find((page) => page.path === path)?.left ?? [];
    expect(left.toSorted(), path).toEqual(Object.keys(decisions).toSorted());
  }
  for (const spec of Object.values(RUN_ELSEWHERE)) expect(existsSync(join(ROOT, spec))).toBe(true);
});

test.each(documented.filter(({ blocks }) => blocks.length > 0))(
  'the commands of $path run as they are written',
  async ({ path, blocks }) => {
    const { platform } = managed;
    const [shown = '', discarded = ''] = path.includes('dead-letters') ? await park(2) : [];
    const here = blocks.map((block) =>
      block
        .replaceAll('127.0.0.1:4000', new URL(platform.url).host)
        .replaceAll('127.0.0.1:4001', new URL(platform.managerUrl ?? '').host)
        .replaceAll('127.0.0.1:4102', new URL(platform.subgraphUrls.orders).host)
        .replaceAll('discard orders/12', `discard ${discarded}`)
        .replaceAll('orders/12', shown),
    );
    const env = { ...platform.env, GREGOR_URL: platform.url, NO_COLOR: '1' };
    const { failed, output } = await runBlocks(here, { folder, env, code: CODE, node });
    expect(failed, output).toBe(false);
    // curl is content with an answer that is an error.
    expect(output).not.toContain('"errors"');
  },
);
