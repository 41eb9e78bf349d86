import { describe, expect, test } from 'vitest';
import { orderOf, PLACE_ASYNC, RESULT } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';
import { openLedger } from './ledger.js';

const COMMANDS = 500;
const AT_ONCE = 25;

describe.each(STACKS)('on %s', (stack) => {
  test('kill -9 of the worker among 500 commands: one outcome and one effect each', async () => {
    await using platform = await Platform.start(stack);
    await using ledger = openLedger(platform);

    const accepted: string[] = [];
    const send = async (n: number): Promise<void> => {
      const { placeOrderAsync } = await platform.ask(PLACE_ASYNC, {
        input: orderOf(`crash-${n}`, 'no-such'),
      });
      accepted.push(placeOrderAsync.commandId as string);
    };
    const orders = async (): Promise<number> => (await ledger.orders()).length;
    for (let n = 0; n < COMMANDS; n += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => send(n + i)));
      if (n === 200) {
        await until('some commands have been handled', orders, (count) => count > 20);
        process.kill(platform.workerPid('orders'), 'SIGKILL');
      }
    }
    expect(new Set(accepted).size).toBe(COMMANDS);

    const outcomes = await Promise.all(
      accepted.map((id) =>
        until(
          `command ${id} has ended`,
          () => platform.ask(RESULT, { id }),
          (data) => data.placeOrderResult?.state === 'SUCCEEDED',
          90_000,
        ),
      ),
    );
    const answered = outcomes.map((data) => data.placeOrderResult.result.id as string).sort();
    expect(new Set(answered).size).toBe(COMMANDS);
    expect([...(await ledger.orders())].sort()).toEqual(answered);
    const events = await until(
      'every order is announced',
      () => ledger.placedEvents(),
      (found) => found.length >= COMMANDS,
    );
    expect([...events].sort()).toEqual(answered);
  });
});
