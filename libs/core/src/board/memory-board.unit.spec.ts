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
