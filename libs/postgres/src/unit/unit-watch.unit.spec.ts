import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isPlain, UnitWatch } from './unit-watch.js';

/** A statement of the work that the database answers a turn later. */
async function statement(watch: UnitWatch, text = 'select 1'): Promise<void> {
  watch.sent(text);
  await nextTurn();
  await nextTurn();
  watch.answered();
}

describe('The watch over the work of a unit', () => {
  it('sees nothing amiss in work that awaits its statements, and thinks in between', async () => {
    const watch = new UnitWatch();
    await watch.during(async () => {
      for (let i = 0; i < 3; i += 1) {
        await Promise.resolve();
        await statement(watch);
      }
    });
    await nextTurn();

    expect(watch).toMatchObject({ isElsewhere: false, isSpecial: false, statements: 3 });
    expect(watch.workMs).toBeGreaterThan(0);
  });

  it.each([
    ['before its first statement', [nextTurn, 'statement']],
    ['after its last one', ['statement', nextTurn]],
    ['instead of any', [nextTurn]],
  ] as const)('sees that work awaits something else %s, while it does', async (_when, parts) => {
    const watch = new UnitWatch();
    let told = 0;
    watch.onElsewhere = () => (told += 1);
    await watch.during(async () => {
      for (const part of parts) {
        if (part === 'statement') await statement(watch);
        else {
          await part();
          await part();
          expect(told).toBe(1);
        }
      }
    });

    expect(watch.isElsewhere).toBe(true);
    expect(told).toBe(1);
  });

  it('does not take a statement that was not awaited for something else', async () => {
    const watch = new UnitWatch();
    await watch.during(async () => {
      await Promise.all([statement(watch), statement(watch)]);
    });

    expect(watch.isElsewhere).toBe(false);
  });

  it('notes statements that would outlast their unit', async () => {
    const watch = new UnitWatch();
    await watch.during(() => statement(watch, 'SET LOCAL role = other'));

    expect(watch.isSpecial).toBe(true);
  });

  it.each([
    ['select * from orders', true],
    ['  INSERT INTO orders VALUES ($1)', true],
    ['with late as (select 1) delete from orders using late', true],
    ['update orders set note = $1', true],
    ["select set_config('app.tenant', $1, true)", false],
    ['SELECT pg_advisory_xact_lock($1)', false],
    ['SET LOCAL app.tenant = 1', false],
    ['commit', false],
    ['create temporary table t (n int) on commit drop', false],
    ['savepoint mine', false],
  ])('%s: plain is %s', (text, plain) => {
    expect(isPlain(text)).toBe(plain);
  });
});
