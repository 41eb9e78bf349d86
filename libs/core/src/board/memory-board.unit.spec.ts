import { expect, test } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import { anUpdate, aStream, entriesAt } from './board-bed.features.js';
import { BoardMemory } from './board-memory.js';
import { describeBoard } from './board.features.js';
import { createMemoryBoard } from './memory-board.js';

describeBoard('MemoryBoard', async (retention) => {
  const memory = new BoardMemory(retention);
  return {
    open: async () => createMemoryBoard({ memory }),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

test('a handle that is cut off refuses calls, hears nothing, and says when it is back', async () => {
  const memory = new BoardMemory();
  const [cut, other] = [createMemoryBoard({ memory }), createMemoryBoard({ memory })];
  const heard: CommandUpdate[] = [];
  const [missed, later] = [anUpdate(), anUpdate({ state: 'STARTED' })];
  await cut.watchReplies('caller', (update) => heard.push(update));
  let back = 0;
  cut.onReconnect(() => (back += 1));
  memory.cut(cut);
  await expect(cut.getUpdate(missed.commandId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(cut.watchReplies('caller', () => undefined)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  await other.putUpdate(missed, 'caller');
  memory.heal(cut);
  memory.heal(cut);
  expect(back).toBe(1);
  await other.putUpdate(later, 'caller');
  await expect.poll(() => heard).toEqual([later]);
});

test('a memory that lost everything holds no outcome and no stream', async () => {
  const memory = new BoardMemory();
  const board = createMemoryBoard({ memory });
  const [update, stream] = [anUpdate(), aStream()];
  await board.putUpdate(update);
  await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
  memory.lose();
  expect(await board.getUpdate(update.commandId)).toBeUndefined();
  expect(await board.streamPosition(stream)).toEqual({ next: undefined });
});
