import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeRecord, newCommandId, type DeadLetterSummary } from '@metamorphosis/contract';
import { openPlatform, openService, readSettings } from '@metamorphosis/wiring';
import { Managed } from '../manager/manager.js';
import { orderOf, PLACE, RESULT } from '../platform/documents.js';
import type { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const REFUSED: readonly (readonly [readonly string[], string])[] = [
  [['dead-letters', 'list', '--service', 'nobody'], 'No service named nobody'],
  [['dead-letters', 'list', '--since', 'then'], '--since is no time'],
  [['dead-letters', 'list', '--limit', 'x'], '--limit is no number'],
  [['dead-letters', 'show', 'orders/999999'], 'There is no dead letter orders/999999'],
  [['dead-letters', 'show', '12'], 'names no dead letter'],
  [['dead-letters', 'replay'], 'Say which'],
  [['dead-letters', 'replay', '--all', '--rate', '0'], 'more than 0 records a second'],
  [['dead-letters', 'discard', '--all', '--reason', ' '], 'needs a reason'],
  [['replay', '--topic', 'orders.events', '--from', '0', '--consumer', 'x'], 'No consumer "x"'],
  [['replay', '--topic', 'x', '--from', '-1', '--consumer', 'x'], '--from is no time'],
];

describe.each(STACKS)('dead letters on %s', (stack) => {
  let manager: Managed;
  let platform: Platform;
  beforeAll(async () => {
    manager = await Managed.start(stack);
    ({ platform } = manager);
  });
  afterAll(() => (manager as Managed | undefined)?.[Symbol.asyncDispose]());

  /** What a command of `gregor` prints; rejects with what it says when it fails. */
  const gregor = async (...args: string[]): Promise<string> => {
    const command = [join(ROOT, 'apps/gregor/bin/gregor.js'), ...args];
    return (await run(process.execPath, command, { cwd: ROOT, env: platform.env })).stdout;
  };
  const list = async (...args: string[]): Promise<readonly DeadLetterSummary[]> => {
    const text = await gregor('dead-letters', 'list', '--json', ...args);
    return (JSON.parse(text) as { readonly letters: readonly DeadLetterSummary[] }).letters;
  };
  const appendBroken = async (key: string): Promise<string> => {
    const { env } = platform;
    const outside = openPlatform('outside', { ...readSettings(env), logLevel: 'silent' });
    try {
      const id = newCommandId('orders');
      const broken = encodeRecord({
        ...{ kind: 'command', id: id as never, source: 'orders', type: 'orders.placeOrder', key },
        ...{ time: new Date().toISOString(), correlationId: id },
        data: { input: { customerId: key, lines: [{ productId: 'p1', quantity: 'many' }] } },
      });
      await outside.log.append('orders.commands', [broken]);
      return id;
    } finally {
      await outside.close();
    }
  };

  test('are listed, shown, replayed under a higher version, and discarded with a reason', async () => {
    const id = await appendBroken('ada');
    const [letter] = await until(
      'the record is a dead letter',
      () => list('--service', 'orders', '--code', 'RECORD_INVALID', '--since', '1h'),
      (found) => found.length === 1,
    );
    expect(letter).toMatchObject({ consumer: 'commands', key: 'ada', recordId: id });
    const name = `orders/${letter?.id ?? ''}`;
    expect(await gregor('dead-letters', 'list')).toContain(name);
    expect(await gregor('dead-letters', 'show', name)).toContain('lines[0].quantity');
    expect(await list('--key', 'nobody')).toEqual([]);

    expect(await gregor('dead-letters', 'replay', name)).toBe(
      'orders: 1 dead letter to be handled again\n',
    );
    const [again] = await until(
      'it has died again, under an id of its own',
      () => list('--service', 'orders'),
      (found) => found.length === 1 && found[0]?.id !== letter?.id,
    );
    const settings = { ...readSettings(platform.env), logLevel: 'silent' as const };
    const service = openService('orders', 'worker', { settings });
    try {
      expect((await service.store.outcome(id))?.update).toMatchObject({
        state: 'FAILED',
        version: 2,
      });
    } finally {
      await service.close();
    }
    await gregor('dead-letters', 'discard', `orders/${again?.id ?? ''}`, '--reason', 'a test');
    expect(await gregor('dead-letters', 'list')).toBe('No dead letters.\n');
    const { placeOrderResult } = await platform.ask(RESULT, { id });
    expect(placeOrderResult).toMatchObject({ state: 'FAILED' });
  });

  test('are replayed and discarded through the manager, which says how many', async () => {
    const keys = ['alan', 'grace', 'alan'];
    for (const key of keys) await appendBroken(key);
    const filter = 'filter: { service: "orders", code: "RECORD_INVALID" }';
    type Letters = readonly { readonly id: string; readonly key: string }[];
    // Counted and listed one after the other: while they come in, the two may differ.
    const letters = async (): Promise<{ readonly count: number; readonly nodes: Letters }> => {
      const { deadLetters } = await manager.ask(
        `{ deadLetters(first: 10, ${filter}) { totalCount nodes { id key } unanswered { reason } } }`,
      );
      expect(deadLetters.unanswered).toEqual([]);
      return { count: deadLetters.totalCount, nodes: deadLetters.nodes };
    };
    const three = ({ count, nodes }: Awaited<ReturnType<typeof letters>>): boolean =>
      count === 3 && nodes.length === 3;
    const { nodes: before } = await until('they are listed', letters, three);
    expect(before.map(({ key }) => key).sort()).toEqual([...keys].sort());

    const all = [{ service: 'orders', outcome: 'DONE', count: 3, reason: null }];
    const replay = `mutation { replayDeadLetters(${filter}) { service outcome count reason } }`;
    expect((await manager.ask(replay)).replayDeadLetters).toEqual(all);
    const old = new Set(before.map(({ id }) => id));
    await until(
      'all have been handled again, and died again',
      letters,
      (found) => three(found) && found.nodes.every(({ id }) => !old.has(id)),
    );

    const one = `mutation { discardDeadLetters(filter: { service: "orders", key: "grace" }, reason: "a test") { count } }`;
    expect((await manager.ask(one)).discardDeadLetters).toEqual([{ count: 1 }]);
    const rest = `mutation { discardDeadLetters(${filter}, reason: "a test") { outcome count } }`;
    expect((await manager.ask(rest)).discardDeadLetters).toEqual([{ outcome: 'DONE', count: 2 }]);
    expect(await letters()).toEqual({ count: 0, nodes: [] });
    expect((await manager.ask(rest)).discardDeadLetters).toEqual([{ outcome: 'DONE', count: 0 }]);
  });

  test('a range of a topic is delivered once more to one consumer, under a namespace of its own', async () => {
    await platform.ask(PLACE, { input: orderOf('ada') });
    // A replay has effects again: this handler changes pending orders only, so it can take its events twice.
    const consumer = ['--topic', 'inventory.events', '--consumer', 'stock-outcome'];
    const dry = await until(
      'the events are on the log',
      () => gregor('replay', ...consumer, '--from', '0', '--dry-run').catch(String),
      (text) => /^[1-9]\d* records? of inventory\.events would go to orders's/.test(text),
    );
    const count = Number(/^\d+/.exec(dry)?.[0]);
    const replayed = await gregor(
      'replay',
      ...consumer,
      '--from',
      '1h',
      '--namespace',
      'once-more',
    );
    expect(Number(/^\d+/.exec(replayed)?.[0])).toBeGreaterThanOrEqual(count);
    expect(replayed).toContain('Namespace: once-more');
    const settings = { ...readSettings(platform.env), logLevel: 'silent' as const };
    const service = openService('orders', 'worker', { settings });
    try {
      await until(
        'the consumer has handled them',
        () => service.store.countParked('stock-outcome'),
        (rows) => rows === 0,
      );
      expect(await service.store.countDeadLetters({})).toBe(0);
    } finally {
      await service.close();
    }
  });

  // What somebody types wrong is so on any stack.
  test.concurrent.each(stack === 'embedded' ? REFUSED : [])(
    '%j is refused in one message',
    async (args, message) => {
      const failure = await gregor(...args).then(
        () => undefined,
        (error: { readonly code: number; readonly stderr: string }) => error,
      );
      expect(failure?.stderr).toContain(message);
      expect(failure?.stderr).toMatch(/^gregor: /m);
      expect(failure?.stderr).not.toContain('    at ');
      expect(failure?.code).toBe(1);
    },
  );
});
