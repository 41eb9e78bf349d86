import { describe, expect, it } from 'vitest';
import { isMetamorphosisError } from '@metamorphosis/contract';
import {
  anUpdate,
  aStream,
  entriesAt,
  handles,
  oneHandle,
  SOON,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';
import type { Board } from './board.js';

/** Part of `describeBoard`: the end of a handle. */
export function describeClosing(setup: BoardSetup): void {
  describe('a handle', () => {
    it('answers a ping', async () => {
      const board = await oneHandle(setup);
      await expect(board.ping()).resolves.toBeUndefined();
    });

    it('closes once, however often it is asked', async () => {
      const board = await oneHandle(setup);
      await Promise.all([board.close(), board.close()]);
      await board.close();
      await board[Symbol.asyncDispose]();
      await expect(board.ping()).rejects.toSatisfy((e) => isMetamorphosisError(e, 'CLOSED'));
    });

    it('finishes what is in hand when it closes', async () => {
      const [one, other] = await twoHandles(setup);
      const updates = Array.from({ length: 50 }, () => anUpdate());
      const putting = updates.map((update) => one.putUpdate(update));
      await one.close();
      expect(new Set(await Promise.all(putting))).toEqual(new Set(['stored']));
      const kept = await Promise.all(updates.map(({ commandId }) => other.getUpdate(commandId)));
      expect(kept).toEqual(updates);
    });

    it('refuses every call after it was closed', async () => {
      const board = await oneHandle(setup);
      await board.close();
      const presence = { kind: 'node', name: 'n1', incarnation: 'first', facts: {} };
      const calls: (() => Promise<unknown>)[] = [
        () => board.putUpdate(anUpdate()),
        () => board.getUpdate('orders.1'),
        () => board.watchCommand('orders.1', () => undefined),
        () => board.watchReplies('channel', () => undefined),
        () => board.streamPosition(aStream()),
        () => board.appendToStream(aStream(), { expected: undefined, from: 0, next: 0 }, []),
        () => board.readStream(aStream(), 0, 1),
        () => board.watchStream(aStream(), () => undefined),
        () => board.announce(presence, 1_000),
        () => board.withdraw(presence),
        () => board.list('node'),
      ];
      for (const call of calls) {
        await expect(call(), call.toString()).rejects.toSatisfy((e) =>
          isMetamorphosisError(e, 'CLOSED'),
        );
      }
    });

    it('calls no listener after it was closed, and leaves other handles alone', async () => {
      const boards = await handles(setup, 3);
      const [closing, staying, writer] = boards as [Board, Board, Board];
      const { commandId } = anUpdate();
      const stream = aStream();
      const called: Record<string, number> = { closing: 0, staying: 0 };
      for (const [name, board] of Object.entries({ closing, staying })) {
        const listener = (): void => void (called[name] = (called[name] ?? 0) + 1);
        await board.watchCommand(commandId, listener);
        await board.watchReplies('caller', listener);
        await board.watchStream(stream, listener);
        board.onReconnect(listener);
      }
      // Some are under way while it closes: those may arrive, but not after the close has resolved.
      const underWay = [1, 2, 3].map((progress) =>
        writer.putUpdate(anUpdate({ commandId, progress }), 'caller'),
      );
      await closing.close();
      const atClose = called['closing'];
      await Promise.all(underWay);
      await writer.putUpdate(anUpdate({ commandId, state: 'SUCCEEDED' }), 'caller');
      await writer.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
      await expect.poll(() => called['staying'], SOON).toBeGreaterThanOrEqual(9);
      expect(called['closing']).toBe(atClose);
    });

    it('lets its subscriptions be closed before, while and after it closes', async () => {
      const board = await oneHandle(setup);
      const subscriptions = [
        await board.watchCommand('orders.1', () => undefined),
        await board.watchReplies('caller', () => undefined),
        await board.watchStream(aStream(), () => undefined),
        board.onReconnect(() => undefined),
      ];
      await subscriptions[0]?.close();
      await Promise.all([
        board.close(),
        ...subscriptions.map((subscription) => subscription.close()),
      ]);
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    });
  });
}
