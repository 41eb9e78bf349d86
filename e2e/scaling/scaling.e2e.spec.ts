import { describe, expect, test } from 'vitest';
import { openLedger } from '../faults/ledger.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';
import { Operator } from './operator.js';
import { OrderLoad } from './order-load.js';

const KEYS = 50;
const AT_ONCE = 10;
/** On a busy machine a process takes many seconds to start, and this scenario starts a dozen. */
const PATIENT = { timeout: 300_000 };

describe.each(STACKS)('on %s', (stack) => {
  test(
    'a consumer is scaled 1, 3, 1 under load, with a kill -9 between: one outcome and one effect each',
    PATIENT,
    async () => {
      await using platform = await Platform.start(stack);
      await using ledger = openLedger(platform);
      await using operator = await Operator.of(platform, 'orders');
      const load = new OrderLoad(platform, AT_ONCE, KEYS);
      await load.more(200);

      const up = await operator.wish('commands', 'processes', 3);
      expect(up).toMatchObject({ outcome: 'DONE' });
      expect(await operator.consumer('commands')).toMatchObject({
        desiredProcesses: 3,
        actualProcesses: 3,
      });
      // All of them get work: four partitions among three processes.
      await until(
        'each process handles records',
        () => operator.workersOf('commands'),
        (workers) =>
          workers.length === 3 &&
          workers.every(({ status }) => (status?.consumers[0]?.recordsHandled ?? 0) > 0),
      );

      const [victim] = await operator.workersOf('commands');
      process.kill(victim?.pid ?? Number.NaN, 'SIGKILL');
      await load.more(200);
      const healed = await operator.ask({
        kind: 'settle',
        version: -1,
        service: 'orders',
        consumer: 'commands',
      });
      expect(healed).toMatchObject({ outcome: 'DONE' });
      const pids = (await operator.workersOf('commands')).map(({ pid }) => pid);
      expect(pids).toHaveLength(3);
      expect(pids).not.toContain(victim?.pid);

      const down = await operator.wish('commands', 'processes', 1);
      expect(down).toMatchObject({ outcome: 'DONE' });
      expect(await operator.workersOf('commands')).toHaveLength(1);
      await load.more(200);
      await load.stop();

      const outcomes = await load.outcomes();
      const { accepted } = load;
      expect(new Set(accepted).size).toBe(accepted.length);
      const made = outcomes.flatMap(({ orderId }) => orderId ?? []).sort();
      // Some are refused: a customer may have only so many open orders. None fails.
      expect(outcomes.filter(({ state }) => state === 'FAILED')).toEqual([]);
      expect(made).toHaveLength(outcomes.filter(({ state }) => state === 'SUCCEEDED').length);
      expect(new Set(made).size).toBe(made.length);
      expect([...(await ledger.orders())].sort()).toEqual(made);
      const events = await until(
        'every order is announced',
        () => ledger.placedEvents(),
        (found) => found.length >= made.length,
      );
      expect([...events].sort()).toEqual(made);
    },
  );

  test(
    'a paused consumer takes nothing until it is resumed, and then everything',
    PATIENT,
    async () => {
      await using platform = await Platform.start(stack, { without: ['inventory', 'customers'] });
      await using ledger = openLedger(platform);
      await using operator = await Operator.of(platform, 'orders');
      const orders = async (): Promise<number> => (await ledger.orders()).length;
      const load = new OrderLoad(platform, 4, 1000);
      await load.more(20);
      expect(await operator.wish('commands', 'paused', true)).toMatchObject({ outcome: 'DONE' });
      const before = await orders();
      await load.more(50);
      await load.stop();
      expect(await orders()).toBe(before);
      expect(await operator.wish('commands', 'paused', false)).toMatchObject({ outcome: 'DONE' });
      await until('all orders are there', orders, (count) => count === load.accepted.length);
    },
  );
});
