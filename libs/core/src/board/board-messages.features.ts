import { describe, expect, it } from 'vitest';
import { newUuid } from '@metamorphosis/contract';
import { oneHandle, SOON, twoHandles, type BoardSetup } from './board-bed.features.js';

/** Part of `describeBoard`: messages between processes. */
export function describeMessages(setup: BoardSetup): void {
  describe('messages', () => {
    it('reach those who listen to the channel, in order, with their shape', async () => {
      const [one, other] = await twoHandles(setup);
      const channel = `node/${newUuid()}`;
      const seen: unknown[] = [];
      await one.listen(channel, (message) => seen.push(message));
      const sent = [{ id: 1, deep: { list: [null, 'ä'] } }, 'text', 3, null];
      for (const message of sent) await other.send(channel, message);
      await expect.poll(() => seen, SOON).toEqual(sent);
    });

    it('reach their own process too, and each listener once', async () => {
      const board = await oneHandle(setup);
      const seen: unknown[] = [];
      const take = (message: unknown): unknown => seen.push(message);
      await board.listen('twice', take);
      await board.listen('twice', take);
      await board.send('twice', 'x');
      await expect.poll(() => seen, SOON).toEqual(['x', 'x']);
    });

    it('reach nobody of another channel, nor a reply channel of the same name', async () => {
      const [one, other] = await twoHandles(setup);
      const seen: unknown[] = [];
      await one.listen('elsewhere', () => seen.push('elsewhere'));
      await one.watchReplies('here', () => seen.push('reply'));
      await one.listen('here', (message) => seen.push(message));
      await other.send('here', 'x');
      await expect.poll(() => seen, SOON).toEqual(['x']);
    });

    it('reach nobody who has stopped listening', async () => {
      const [one, other] = await twoHandles(setup);
      const seen: unknown[] = [];
      const leaving = await one.listen('c', (message) => seen.push(`left ${String(message)}`));
      await leaving.close();
      await other.send('c', 1);
      await one.listen('c', (message) => seen.push(message));
      await other.send('c', 2);
      // The first may still be on its way when listening begins again.
      await expect.poll(() => seen.filter((message) => message !== 1), SOON).toEqual([2]);
    });
  });
}
