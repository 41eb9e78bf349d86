import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBoard } from '@metamorphosis/core/testing';
import { createEmbeddedBoard } from './embedded-board.js';

describeBoard('embedded', async (retention) => {
  const directory = await mkdtemp(join(tmpdir(), 'embedded-board-'));
  const file = join(directory, 'board.db');
  return {
    open: async () => createEmbeddedBoard({ file, retention }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  };
});
