import { describe, expect, it } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import type { Subscription } from '../lifecycle/lifecycle.js';
import {
  anUpdate,
  handles,
  oneHandle,
  SOON,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';
import type { Board } from './board.js';

type Watch = (
  board: Board,
  id: string,
  listener: (u: CommandUpdate) => void,
) => Promise<Subscription>;

const ways: readonly (readonly [string, Watch])[] = [
  ['a command', (board, id, listener) => board.watchCommand(id, listener)],
  ['a reply channel', (board, id, listener) => board.watchReplies(`to-${id}`, listener)],
];

/** Puts progress that both ways of watching are told of. */
async function tell(board: Board, commandId: string, progress: number): Promise<void> {
  await board.putUpdate(anUpdate({ commandId, state: 'STARTED', progress }), `to-${commandId}`);
}

function inbox(): { readonly seen: unknown[]; readonly take: (update: CommandUpdate) => void } {
  const seen: unknown[] = [];
  return { seen, take: (update) => seen.push(update.progress) };
}

/** Part of `describeBoard`: who is told of updates. */
export function describeOutcomeWatching(setup: BoardSetup): void {
  describe.each(ways)('watchers of %s', (_, watch) => {
    it('are told of each update in order, as soon as watching has begun', async () => {
      const [one, other] = await twoHandles(setup);
      const { commandId } = anUpdate();
      await tell(other, commandId, 0);
      const { seen, take } = inbox();
      await watch(one, commandId, take);
      for (const progress of [1, 2, 3]) await tell(other, commandId, progress);
      // What was told shortly before may still be on its way when watching begins.
      await expect.poll(() => seen.filter((told) => told !== 0), SOON).toEqual([1, 2, 3]);
    });

    it('are told by their own process too', async () => {
      const board = await oneHandle(setup);
      const { commandId } = anUpdate();
      const { seen, take } = inbox();
      await watch(board, commandId, take);
      await tell(board, commandId, 1);
      await expect.poll(() => seen, SOON).toEqual([1]);
    });

    it.each([
      ['one process', 0],
      ['two processes', 1],
    ])('go on after another one of %s has left', async (_, second) => {
      const boards = await handles(setup, 3);
      const { commandId } = anUpdate();
      const [leaver, stayer] = [inbox(), inbox()];
      const leaving = await watch(boards[0] as Board, commandId, leaver.take);
      await watch(boards[second] as Board, commandId, stayer.take);
      await leaving.close();
      await tell(boards[2] as Board, commandId, 1);
      await expect.poll(() => stayer.seen, SOON).toEqual([1]);
      expect(leaver.seen).toEqual([]);
    });

    it('count once for each registration, also with one and the same listener', async () => {
      const [one, other] = await twoHandles(setup);
      const { commandId } = anUpdate();
      const { seen, take } = inbox();
      const first = await watch(one, commandId, take);
      await watch(one, commandId, take);
      await tell(other, commandId, 1);
      await expect.poll(() => seen, SOON).toEqual([1, 1]);
      // Twice: the second call must not end the other registration.
      await first.close();
      await first.close();
      await tell(other, commandId, 2);
      await expect.poll(() => seen, SOON).toEqual([1, 1, 2]);
    });

    it('are told again when they come back after the last one has left', async () => {
      const [one, other] = await twoHandles(setup);
      const { commandId } = anUpdate();
      const { seen, take } = inbox();
      for (const round of [1, 2, 3]) {
        const watching = await watch(one, commandId, take);
        await tell(other, commandId, round);
        await expect.poll(() => seen, SOON).toContain(round);
        await watching.close();
      }
      // Leaving and coming at once: the leaver's goodbye must not end the newcomer's watch.
      const leaving = await watch(one, commandId, take);
      const [, newcomer] = await Promise.all([leaving.close(), watch(one, commandId, take)]);
      await leaving.close();
      await tell(other, commandId, 4);
      await expect.poll(() => seen, SOON).toEqual([1, 2, 3, 4]);
      await newcomer.close();
    });

    it('are not called once they have left, not even with what was under way', async () => {
      const [one, other] = await twoHandles(setup);
      const { commandId } = anUpdate();
      const [leaver, stayer] = [inbox(), inbox()];
      await watch(one, commandId, stayer.take);
      for (let round = 1; round <= 20; round++) {
        const leaving = await watch(one, commandId, leaver.take);
        const telling = tell(round % 2 === 0 ? one : other, commandId, round);
        await leaving.close();
        const heard = leaver.seen.length;
        await telling;
        await expect.poll(() => stayer.seen, SOON).toContain(round);
        expect(leaver.seen).toHaveLength(heard);
      }
    });

    it('hear nothing of others', async () => {
      const [one, other] = await twoHandles(setup);
      const [mine, theirs] = [anUpdate().commandId, anUpdate().commandId];
      const [my, their] = [inbox(), inbox()];
      await watch(one, mine, my.take);
      await watch(one, theirs, their.take);
      await tell(other, mine, 1);
      await tell(other, theirs, 2);
      await expect.poll(() => their.seen, SOON).toEqual([2]);
      await expect.poll(() => my.seen, SOON).toEqual([1]);
      expect(their.seen).toEqual([2]);
    });
  });

  describe('a stale update', () => {
    it('reaches no watcher of the command', async () => {
      const [one, other] = await twoHandles(setup);
      const outcome = anUpdate({ state: 'FAILED' });
      const seen: string[] = [];
      await one.watchCommand(outcome.commandId, (update) => seen.push(update.state));
      await other.putUpdate(outcome);
      expect(await other.putUpdate({ ...outcome, state: 'STARTED' }, 'caller')).toBe('stale');
      await other.putUpdate({ ...outcome, version: 2, state: 'SUCCEEDED' });
      await expect.poll(() => seen, SOON).toEqual(['FAILED', 'SUCCEEDED']);
    });

    it('tells its reply channel what stands', async () => {
      const [one, other] = await twoHandles(setup);
      const outcome = anUpdate({ state: 'SUCCEEDED', result: { id: 'o1' } });
      const seen: CommandUpdate[] = [];
      await one.watchReplies('second', (update) => seen.push(update));
      await other.putUpdate(outcome, 'first');
      expect(await other.putUpdate({ ...outcome, state: 'FAILED', attempts: 9 }, 'second')).toBe(
        'stale',
      );
      await expect.poll(() => seen, SOON).toEqual([outcome]);
    });
  });

  it('keeps reply channels apart from commands of the same name', async () => {
    const [one, other] = await twoHandles(setup);
    const [update, replied] = [anUpdate(), anUpdate()];
    const seen: CommandUpdate[] = [];
    await one.watchReplies(update.commandId, (heard) => seen.push(heard));
    await other.putUpdate(update);
    await other.putUpdate(replied, update.commandId);
    await expect.poll(() => seen, SOON).toEqual([replied]);
  });

  it('answers two thousand callers that wait on one channel, each once', async () => {
    const [one, other] = await twoHandles(setup);
    const seen: string[] = [];
    await one.watchReplies('busy', (update) => seen.push(update.commandId));
    const updates = Array.from({ length: 2_000 }, () => anUpdate({ state: 'SUCCEEDED' }));
    const answers = await Promise.all(updates.map((update) => other.putUpdate(update, 'busy')));
    expect(answers.filter((answer) => answer !== 'stored')).toEqual([]);
    await expect.poll(() => seen.length, { ...SOON, timeout: 20_000 }).toBe(updates.length);
    expect(seen.toSorted()).toEqual(updates.map((update) => update.commandId).toSorted());
  }, 30_000);
}
