import { expect, onTestFinished, test, vi } from 'vitest';
import {
  BoardMemory,
  createMemoryBoard,
  createReadiness,
  type CheckState,
  type Readiness,
} from '@metamorphosis/core';
import { watchReadiness } from './watch-readiness.js';

const board = (readiness: Readiness): CheckState | undefined => readiness.report().checks['board'];

test('readiness follows an adapter: down with the reason while it is away, up when it is back', async () => {
  const memory = new BoardMemory();
  const adapter = createMemoryBoard({ memory });
  memory.cut(adapter);
  const readiness = createReadiness();
  const watch = watchReadiness(readiness, 'board', adapter);
  onTestFinished(() => watch.stop());
  await vi.waitFor(() =>
    expect(board(readiness)).toMatchObject({
      up: false,
      reason: expect.stringContaining('not reachable') as string,
    }),
  );
  memory.heal(adapter);
  await vi.waitFor(() => expect(board(readiness)).toMatchObject({ up: true }), 5000);
});

test('an adapter that does not answer counts as away', async () => {
  const readiness = createReadiness();
  const watch = watchReadiness(readiness, 'board', { ping: () => new Promise(() => undefined) });
  onTestFinished(() => watch.stop());
  await vi.waitFor(
    () =>
      expect(board(readiness)).toMatchObject({
        up: false,
        reason: expect.stringContaining('no answer') as string,
      }),
    5000,
  );
});
