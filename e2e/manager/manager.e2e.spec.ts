import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { orderOf, PLACE, PLACE_ASYNC, RESULT } from '../platform/documents.js';
import type { Answer } from '../platform/graphql-client.js';
import { environmentOf, STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';
import { searchEverything } from './leaks.js';
import { CODE, lives, Managed } from './manager.js';

const run = promisify(execFile);
const CUSTOMERS = ['ada', 'alan', 'grace'];
const DONE = [{ outcome: 'DONE', reason: null }];

describe.each(STACKS)('a manager on %s', (stack) => {
  let bed: Managed;
  beforeAll(async () => {
    bed = await Managed.start(stack);
  });
  afterAll(() => bed[Symbol.asyncDispose]());
  afterEach(() => {
    expect(bed.platform.output).not.toContain(CODE);
  });

  const change = (field: string): Promise<Answer['data']> =>
    bed.ask(`mutation { ${field}(service: "orders", consumer: "commands") { outcome reason } }`);

  /** Places orders until it is told to stop; answers what came of each. */
  function load(): { stop(): Promise<readonly Answer[]> } {
    let isOver = false;
    const answers: Answer[] = [];
    const places = CUSTOMERS.map(async (customer) => {
      while (!isOver) answers.push(await bed.platform.tell(PLACE, { input: orderOf(customer) }));
    });
    return {
      stop: async () => {
        isOver = true;
        await Promise.all(places);
        return answers;
      },
    };
  }

  test('tells who is there, to those who have the code', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    const query = `{
      nodes { name host state version lastHeartbeat memory { totalBytes } disk { totalBytes } load }
      consumers(service: "orders") { name desiredProcesses actualProcesses paused }
      workers(service: "orders") { pid state consumers partitions { partition } }
      services { name }
    }`;
    expect(await bed.nodeStates()).toEqual({ customers: 'UP', inventory: 'UP', orders: 'UP' });
    const web = await bed.ask(query);
    expect(web.nodes[0].memory.totalBytes).toBeGreaterThan(0);
    expect(web.consumers).toEqual(
      ['commands', 'stock-outcome'].map((name) => ({
        name,
        desiredProcesses: 1,
        actualProcesses: 1,
        paused: false,
      })),
    );
    expect(web.workers).toMatchObject([{ state: 'UP', consumers: ['commands', 'stock-outcome'] }]);
    expect(lives(web.workers[0].pid)).toBe(true);
    expect(web.services.map(({ name }: { name: string }) => name)).toEqual([
      'customers',
      'inventory',
      'orders',
    ]);
    const wrong: Record<string, string>[] = [{}, { 'x-auth-code': `${CODE}x` }];
    for (const headers of wrong) {
      for (const asked of [query, '{ __schema { types { name } } }', '{ nonsense']) {
        const refused = await bed.tell(asked, headers);
        expect(refused).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
        expect(refused.data).toBeUndefined();
      }
    }
    // Operators' fields are in no public schema.
    const { __schema: schema } = await bed.platform.ask('{ __schema { types { name } } }');
    expect(JSON.stringify(schema)).not.toContain('NodeAnswer');
  });

  test('scales under load: DONE means that the processes are there, or gone', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    const running = load();
    expect(await bed.scale(3)).toEqual(DONE);
    expect(await bed.commands()).toMatchObject({ desiredProcesses: 3, actualProcesses: 3 });
    const three = await bed.pids();
    expect(three.filter(lives)).toHaveLength(3);

    const [victim] = three;
    process.kill(victim ?? 0, 'SIGKILL');
    await until(
      'the killed worker is replaced',
      () => bed.pids(),
      (pids) => pids.length === 3 && !pids.includes(victim ?? 0),
    );

    expect(await bed.scale(1)).toEqual(DONE);
    expect(await bed.commands()).toMatchObject({ desiredProcesses: 1, actualProcesses: 1 });
    const one = await bed.pids();
    expect(one).toHaveLength(1);
    expect(three.filter((pid) => lives(pid) && !one.includes(pid))).toEqual([]);

    const answers = await running.stop();
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.filter(({ errors }) => errors)).toEqual([]);
    const ids = answers.map(({ data }) => data.placeOrder.id as string | undefined).filter(Boolean);
    expect(new Set(ids).size).toBe(ids.length);
    await until(
      'nothing is left on the log',
      () => bed.commands(),
      ({ lagRecords, lagSeconds }) => lagRecords === 0 && lagSeconds === 0,
    );
  });

  test('pauses: records wait, and go on', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    expect((await change('pauseConsumer')).pauseConsumer).toEqual(DONE);
    expect(await bed.commands()).toMatchObject({ paused: true });
    const placed = await Promise.all(
      CUSTOMERS.map((customer) => bed.platform.ask(PLACE_ASYNC, { input: orderOf(customer) })),
    );
    const ids = placed.map(({ placeOrderAsync: receipt }) => receipt.commandId as string);
    const states = async (): Promise<readonly string[]> => {
      const updates = await Promise.all(ids.map((id) => bed.platform.ask(RESULT, { id })));
      return updates.map(({ placeOrderResult: update }) => update.state as string);
    };
    await until(
      'the records are seen waiting',
      () => bed.commands(),
      ({ lagRecords }) => lagRecords === ids.length,
    );
    // For as long as this none of them is taken up.
    await expect(
      until('one is handled', states, (all) => all.some((state) => state !== 'ACCEPTED'), 2000),
    ).rejects.toThrow('not within 2000 ms');
    // Paused, nobody has them in hand; their age is told all the same.
    expect((await bed.commands()).lagSeconds).toBeGreaterThan(1);
    expect((await change('resumeConsumer')).resumeConsumer).toEqual(DONE);
    await until('all have ended', states, (all) =>
      all.every((state) => state === 'SUCCEEDED' || state === 'REJECTED'),
    );
  });

  test('what was wished survives manager and node; what was stopped once is not stopped again', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    const { platform } = bed;
    expect(await bed.scale(2)).toEqual(DONE);
    const before = await bed.pids();
    expect((await change('stopConsumer')).stopConsumer).toMatchObject([{ outcome: 'DONE' }]);
    await until(
      'fresh processes have taken over',
      () => bed.pids(),
      (pids) => pids.length === 2 && pids.every((pid) => !before.includes(pid)),
    );

    await platform.gateway.kill();
    await platform.startGateway();
    await until(
      'the new manager sees what was wished',
      () => bed.commands(),
      ({ desiredProcesses, actualProcesses }) => desiredProcesses === 2 && actualProcesses === 2,
    );
    const trail = await bed.ask('{ auditTrail(first: 2) { what answers { outcome } } }');
    expect(trail.auditTrail).toEqual([
      { what: 'stopConsumer', answers: [{ outcome: 'DONE' }] },
      { what: 'scaleConsumer', answers: [{ outcome: 'DONE' }] },
    ]);

    await platform.nodes.orders.stop();
    expect(await bed.nodeStates()).toEqual({ customers: 'UP', inventory: 'UP' });
    await platform.nodes.orders.start();
    const adopted = await until(
      'the node has adopted it',
      () => bed.pids(),
      (pids) => pids.length === 2,
    );
    // Nobody stops them: they are the same a while later.
    await expect(
      until(
        'they are replaced',
        () => bed.pids(),
        (pids) => pids.join() !== adopted.join(),
        3000,
      ),
    ).rejects.toThrow('not within 3000 ms');
    expect(await bed.scale(1)).toEqual(DONE);
  });

  test('a node that is killed is lost within ten seconds, and its workers are gone', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    const node = bed.platform.nodes.inventory;
    const { workers } = await bed.ask('{ workers(service: "inventory") { pid } }');
    const pids = workers.map(({ pid }: { pid: number }) => pid) as readonly number[];
    expect(pids.filter(lives)).toHaveLength(1);
    await node.kill();
    await until(
      'it is LOST',
      () => bed.nodeStates(),
      ({ inventory }) => inventory === 'LOST',
      10_000,
    );
    const after = await bed.ask('{ workers(service: "inventory") { pid } }');
    expect(after.workers).toEqual([]);
    await until(
      'its workers are gone',
      () => Promise.resolve(pids.filter(lives)),
      (left) => left.length === 0,
    );
    const pause =
      'mutation { pauseConsumer(service: "inventory", consumer: "commands") { outcome } }';
    expect((await bed.ask(pause)).pauseConsumer).toEqual([{ outcome: 'UNREACHABLE' }]);
    await node.start();
    await until(
      'it is UP again',
      () => bed.nodeStates(),
      ({ inventory }) => inventory === 'UP',
    );
    const { consumers } = await bed.ask(
      '{ consumers(service: "inventory", name: "commands") { paused } }',
    );
    expect(consumers).toEqual([{ paused: true }]);
  });

  test('gregor status prints the same map, from the board and from the manager', async () => {
    const { env, managerUrl = '' } = bed.platform;
    const json = JSON.parse(await gregor(env, 'status', '--json')) as {
      nodes: { state: string }[];
      workers: { pid: number }[];
    };
    expect(json.nodes.map(({ state }) => state)).toEqual(['UP', 'UP', 'UP']);
    expect(json.workers.map(({ pid }) => pid).filter(lives)).toHaveLength(json.workers.length);
    const page = await gregor(env, 'status', '--url', managerUrl);
    for (const { pid } of json.workers) expect(page).toContain(String(pid));
    const lines = page.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const wrong = gregor({ ...env, AUTH_CODE: `${CODE}x` }, 'status', '--url', managerUrl);
    await expect(wrong).rejects.toThrow('The auth code is wrong');
    const elsewhere = environmentOf(stack);
    expect(await gregor(elsewhere, 'status')).toContain('No node is there');
    rmSync(elsewhere.METAMORPHOSIS_DATA, { recursive: true, force: true });
  });

  test('a node is stopped by its manager, and the code is in no file, topic, key or table', async () => {
    onTestFailed(() => console.error(bed.platform.output));
    const { nodes } = await bed.ask('{ nodes { name } }');
    const name = nodes
      .map((node: { name: string }) => node.name)
      .find((one: string) => one.startsWith('customers')) as string;
    const answer = await bed.ask(
      'mutation ($node: String!) { stopNode(node: $node) { node outcome } }',
      {
        node: name,
      },
    );
    expect(answer.stopNode).toEqual([{ node: name, outcome: 'DONE' }]);
    expect(Object.keys(await bed.nodeStates())).toEqual(['inventory', 'orders']);
    await bed.platform.nodes.customers.start();
    // It was sent in every way there is, the wrong one too, which is as secret: most likely it is the right one but a letter.
    const wrong = `${CODE}x`;
    const asArgument = `mutation ($code: String) { pauseConsumer(service: "orders", consumer: "x", authCode: $code) { reason } }`;
    for (const code of [CODE, wrong]) {
      await bed.tell(asArgument, {}, { code });
      await bed.tell(`{ nodes(authCode: "${code}") { name } }`, { 'x-auth-code': wrong });
      await bed.tell(`{ nodes(authCode: "${code}") { nonsense } }`, { 'x-auth-code': CODE });
    }
    // What was told of it has arrived where it is kept.
    await until(
      'it is in the trail',
      () => bed.ask('{ auditTrail(first: 5) { what arguments } }'),
      ({ auditTrail }) => JSON.stringify(auditTrail).includes('pauseConsumer'),
    );
    const { read, found } = await searchEverything(bed.platform.env, CODE);
    expect(found).toEqual([]);
    const places = stack === 'embedded' ? [read.files] : [read.records, read.keys, read.rows];
    for (const count of places) expect(count).toBeGreaterThan(5);
    // The search finds what is there.
    const known = await searchEverything(bed.platform.env, 'pauseConsumer');
    expect(known.found.length).toBeGreaterThan(0);
  });
});

test.each([
  [{}, 'A manager needs an auth code of at least 16 characters'],
  [{ AUTH_CODE: 'fifteen-letters' }, 'AUTH_CODE holds an auth code of fewer than 16 characters'],
])(
  'a gateway with --manager and %j does not start, and says how to make a code',
  async (given, why) => {
    const { AUTH_CODE: _, AUTH_CODE_FILE: __, ...env } = environmentOf('embedded');
    const gateway = join(import.meta.dirname, '../../apps/gateway/dist/main.js');
    const started = run(process.execPath, [gateway, '--manager'], { env: { ...env, ...given } });
    const { code, stdout, stderr } = (await started.catch((error: unknown) => error)) as {
      code: number;
      stdout: string;
      stderr: string;
    };
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(why);
    expect(stdout + stderr).toContain('openssl rand -hex 24');
    expect(stdout + stderr).not.toContain('fifteen-letters');
  },
);

/** Runs the command line; rejects with what it wrote when it fails. */
async function gregor(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const program = join(import.meta.dirname, '../../apps/gregor/bin/gregor.js');
  return (await run(process.execPath, [program, ...args], { env })).stdout;
}
