import { describe, expect, it } from 'vitest';
import { COMMAND_STATES, newCommandId, type CommandUpdate } from '@metamorphosis/contract';
import {
  anUpdate,
  handles,
  oneHandle,
  SOON,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';
import { outranks } from './update-order.js';

/** Part of `describeBoard`: what is stored, and what stands. */
export function describeOutcomes(setup: BoardSetup): void {
  describe('outcomes', () => {
    it('answers undefined for a command that it has never seen', async () => {
      const board = await oneHandle(setup);
      expect(await board.getUpdate(newCommandId('orders'))).toBeUndefined();
    });

    it('gives back what was put, whole, to every process', async () => {
      const [one, other] = await twoHandles(setup);
      const update = anUpdate({
        state: 'SUCCEEDED',
        attempts: 3,
        subject: 'ada',
        result: {
          __typename: 'Order',
          id: 'o1|7',
          note: 'Grüße – "quoted" 漢字 \u{1F98B}\n',
          lines: [{ n: 1 }, {}],
        },
      });
      expect(await one.putUpdate(update)).toBe('stored');
      expect(await other.getUpdate(update.commandId)).toEqual(update);
    });

    it.each([
      ['STARTED', 'ACCEPTED'],
      ['RETRYING', 'STARTED'],
      ['SUCCEEDED', 'RETRYING'],
      ['REJECTED', 'ACCEPTED'],
      ['FAILED', 'STARTED'],
    ] as const)(
      'replaces by %s a standing %s, and not the other way round',
      async (higher, lower) => {
        const [one, other] = await twoHandles(setup);
        const first = anUpdate({ state: lower });
        const second = anUpdate({ ...first, state: higher });
        expect(await one.putUpdate(first)).toBe('stored');
        expect(await other.putUpdate(second)).toBe('stored');
        expect(await one.putUpdate(first)).toBe('stale');
        expect(await other.getUpdate(first.commandId)).toEqual(second);
      },
    );

    it('keeps the first outcome of a version for ever', async () => {
      const [one, other] = await twoHandles(setup);
      const outcome = anUpdate({ state: 'SUCCEEDED', result: 'first' });
      await one.putUpdate(outcome);
      for (const state of ['SUCCEEDED', 'REJECTED', 'FAILED'] as const) {
        expect(await other.putUpdate({ ...outcome, state, result: 'second' })).toBe('stale');
      }
      expect(await one.getUpdate(outcome.commandId)).toEqual(outcome);
    });

    it('lets progress replace progress of the same state', async () => {
      const board = await oneHandle(setup);
      const update = anUpdate({ state: 'STARTED', progress: { percent: 10 } });
      await board.putUpdate(update);
      expect(await board.putUpdate({ ...update, progress: { percent: 20 } })).toBe('stored');
      expect((await board.getUpdate(update.commandId))?.progress).toEqual({ percent: 20 });
    });

    it('lets a higher version supersede a FAILED outcome, and nothing of the version before it', async () => {
      const board = await oneHandle(setup);
      const failed = anUpdate({
        state: 'FAILED',
        error: { code: 'COMMAND_FAILED', message: 'parked' },
      });
      const replayed = anUpdate({ commandId: failed.commandId, state: 'ACCEPTED', version: 2 });
      await board.putUpdate(failed);
      expect(await board.putUpdate(replayed)).toBe('stored');
      expect(await board.putUpdate(failed)).toBe('stale');
      expect(await board.getUpdate(failed.commandId)).toEqual(replayed);
      expect(await board.putUpdate({ ...replayed, state: 'SUCCEEDED' })).toBe('stored');
    });

    it('orders any two updates as the core does, also when versions have several digits', async () => {
      const board = await oneHandle(setup);
      const versions = [1, 2, 9, 10];
      const all = versions.flatMap((version) =>
        COMMAND_STATES.map((state) => ({ version, state })),
      );
      const pairs = all.flatMap((standing) => all.map((candidate) => ({ standing, candidate })));
      const found = await Promise.all(
        pairs.map(async ({ standing, candidate }) => {
          const first = anUpdate(standing);
          await board.putUpdate(first);
          return (await board.putUpdate({ ...first, ...candidate })) === 'stored';
        }),
      );
      expect(found).toEqual(pairs.map(({ standing, candidate }) => outranks(candidate, standing)));
    });

    it('stores exactly one of the outcomes that several processes put at once', async () => {
      const boards = await handles(setup, 4);
      const { commandId } = anUpdate();
      const answers = await Promise.all(
        boards.flatMap((board, process) =>
          [0, 1, 2].map((n) =>
            board.putUpdate(anUpdate({ commandId, state: 'SUCCEEDED', result: `${process}.${n}` })),
          ),
        ),
      );
      expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1);
      const seen = await Promise.all(boards.map((board) => board.getUpdate(commandId)));
      expect(new Set(seen.map((update) => update?.result)).size).toBe(1);
    });

    it('forgets an outcome after the retention, and begins anew', async () => {
      const [one, other] = await twoHandles(setup, { outcomeMs: 150 });
      const outcome: CommandUpdate = anUpdate({ state: 'SUCCEEDED' });
      await one.putUpdate(outcome);
      await expect.poll(() => other.getUpdate(outcome.commandId), SOON).toBeUndefined();
      expect(await other.putUpdate({ ...outcome, state: 'ACCEPTED' })).toBe('stored');
    });
  });
}
