import { expect, onTestFinished, test, vi } from 'vitest';
import { errors, type CommandUpdate } from '@metamorphosis/contract';
import { anUpdate } from '../board/board-bed.features.js';
import { BoardMemory } from '../board/board-memory.js';
import { createMemoryBoard } from '../board/memory-board.js';
import { currentUpdate, followCommand, type OutcomeLookup } from './follow-command.js';

const unknown: OutcomeLookup = () => Promise.resolve(undefined);
const away: OutcomeLookup = () => Promise.reject(errors.UNAVAILABLE(['the service']));

class Bench {
  readonly memory = new BoardMemory();
  /** The follower's, and that of whoever tells. */
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly teller = createMemoryBoard({ memory: this.memory });
  readonly seen: string[] = [];
  readonly stop = new AbortController();
  end: Promise<string> = Promise.resolve('');

  follow(commandId: string, lookup: OutcomeLookup = unknown): void {
    onTestFinished(() => this.stop.abort());
    const { board, stop } = this;
    const run = async (): Promise<string> => {
      for await (const { state, progress } of followCommand(commandId, {
        board,
        lookup,
        signal: stop.signal,
      })) {
        this.seen.push(progress === undefined ? state : `${state} ${JSON.stringify(progress)}`);
      }
      return 'ended';
    };
    this.end = run().catch((error: Error & { code?: string }) => error.code ?? error.message);
  }

  tell(update: CommandUpdate): Promise<unknown> {
    return this.teller.putUpdate(update);
  }
}

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });

test('it tells where the command stands, what follows, and ends with the outcome', async () => {
  const b = new Bench();
  const update = anUpdate();
  await b.tell(update);
  b.follow(update.commandId);
  await until(() => expect(b.seen).toEqual(['ACCEPTED']));
  await b.tell({ ...update, state: 'STARTED', progress: 1 });
  await b.tell({ ...update, state: 'STARTED', progress: 2 });
  await b.tell({ ...update, state: 'SUCCEEDED' });
  expect(await b.end).toBe('ended');
  expect(b.seen).toEqual(['ACCEPTED', 'STARTED 1', 'STARTED 2', 'SUCCEEDED']);
});

test('who comes after the outcome gets it at once, from the service when the board lost it', async () => {
  const b = new Bench();
  const outcome = anUpdate({ state: 'REJECTED' });
  b.follow(outcome.commandId, () => Promise.resolve(outcome));
  expect(await b.end).toBe('ended');
  expect(b.seen).toEqual(['REJECTED']);
});

test('a command that nobody knows yet is waited for', async () => {
  const b = new Bench();
  const update = anUpdate({ state: 'SUCCEEDED' });
  b.follow(update.commandId);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await b.tell(update);
  expect(await b.end).toBe('ended');
});

test('what was told while the board was away is read when it is back', async () => {
  const b = new Bench();
  const update = anUpdate();
  await b.tell(update);
  b.follow(update.commandId);
  await until(() => expect(b.seen).toEqual(['ACCEPTED']));
  b.memory.cut(b.board);
  await b.tell({ ...update, state: 'SUCCEEDED' });
  b.memory.heal(b.board);
  expect(await b.end).toBe('ended');
  expect(b.seen).toEqual(['ACCEPTED', 'SUCCEEDED']);
});

test('an outcome whose notification was lost on the way is found all the same', async () => {
  const b = new Bench();
  const update = anUpdate();
  await b.tell(update);
  b.follow(update.commandId);
  await until(() => expect(b.seen).toEqual(['ACCEPTED']));
  b.memory.put({ ...update, state: 'SUCCEEDED' }, Date.now()); // Stored, and nobody was told.
  expect(await b.end).toBe('ended');
  expect(b.seen).toEqual(['ACCEPTED', 'SUCCEEDED']);
});

test('a board that is away at the start is listened to as soon as it is there', async () => {
  const b = new Bench();
  const update = anUpdate();
  b.memory.cut(b.board);
  b.follow(update.commandId, () => Promise.resolve(update));
  await until(() => expect(b.seen).toEqual(['ACCEPTED']));
  b.memory.heal(b.board);
  // What was read on the way back is of before: the outcome comes later, and must be heard.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await b.tell({ ...update, state: 'STARTED' });
  await until(() => expect(b.seen).toEqual(['ACCEPTED', 'STARTED']));
  await b.tell({ ...update, state: 'SUCCEEDED' });
  expect(await b.end).toBe('ended');
});

test('a reread that fails is done again: who follows loses nothing by it', async () => {
  const b = new Bench();
  const update = anUpdate();
  await b.tell(update);
  let asked = 0;
  b.follow(update.commandId, () => {
    asked += 1;
    return asked === 1 ? away('') : Promise.resolve({ ...update, state: 'FAILED' as const });
  });
  await until(() => expect(b.seen).toEqual(['ACCEPTED']));
  b.memory.cut(b.board);
  b.memory.lose();
  b.memory.heal(b.board);
  expect(await b.end).toBe('ended');
  expect(b.seen).toEqual(['ACCEPTED', 'FAILED']);
});

test('it fails with UNAVAILABLE when neither board nor service can be asked at the start', async () => {
  const b = new Bench();
  b.memory.cut(b.board);
  b.follow(anUpdate().commandId, away);
  expect(await b.end).toBe('UNAVAILABLE');
});

test('it ends when it is no longer wanted, also while the board is away', async () => {
  const b = new Bench();
  b.follow(anUpdate().commandId);
  await new Promise((resolve) => setTimeout(resolve, 10));
  b.stop.abort();
  expect(await b.end).toBe('ended');
  const other = new Bench();
  other.memory.cut(other.board);
  other.follow(anUpdate().commandId);
  await new Promise((resolve) => setTimeout(resolve, 10));
  other.stop.abort();
  expect(await other.end).toBe('ended');
});

test('an update that was overtaken is not told', async () => {
  const b = new Bench();
  const update = anUpdate({ state: 'STARTED' });
  await b.tell(update);
  // The service's answer is older than what the board told meanwhile.
  b.follow(update.commandId);
  await until(() => expect(b.seen).toEqual(['STARTED']));
  b.memory.cut(b.board);
  b.memory.lose();
  await b.tell({ ...update, state: 'ACCEPTED' });
  b.memory.heal(b.board);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(b.seen).toEqual(['STARTED']);
});

test.each([
  ['the board knows it', 'board', unknown],
  ['only its service knows it', 'service', unknown],
])('where a command stands is told when %s', async (_, where) => {
  const b = new Bench();
  const update = anUpdate({ state: 'STARTED' });
  if (where === 'board') await b.tell(update);
  const lookup = where === 'service' ? () => Promise.resolve(update) : away;
  expect(await currentUpdate(update.commandId, b.board, lookup)).toEqual(update);
});

test('a command that neither knows is undefined; that neither could be asked is UNAVAILABLE', async () => {
  const b = new Bench();
  const { commandId } = anUpdate();
  expect(await currentUpdate(commandId, b.board, unknown)).toBeUndefined();
  b.memory.cut(b.board);
  expect(await currentUpdate(commandId, b.board, unknown)).toBeUndefined();
  await expect(currentUpdate(commandId, b.board, away)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
