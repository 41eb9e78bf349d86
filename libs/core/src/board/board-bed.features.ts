import { onTestFinished } from 'vitest';
import { newCommandId, newUuid, type CommandUpdate } from '@metamorphosis/contract';
import type { Board, BoardRetention, StreamEntry, StreamId } from './board.js';

/** One board, empty at first, for one test. Disposed after all its handles were closed. */
export interface BoardBed extends AsyncDisposable {
  /** Opens another handle on the same board, as another process would. The suite closes it. */
  open(): Promise<Board>;
}

/** Makes a bed with its own namespace, file or memory, so that suites run in parallel. */
export type BoardSetup = (retention: BoardRetention) => Promise<BoardBed>;

/** Longest wait of a case for something that is to happen. */
export const SOON = { timeout: 5_000, interval: 5 } as const;

const A_DAY = 86_400_000;

/** Opens `count` handles on a new board and cleans up after the test. */
export async function handles(
  setup: BoardSetup,
  count: number,
  retention: Partial<BoardRetention> = {},
): Promise<Board[]> {
  const bed = await setup({ outcomeMs: A_DAY, streamMs: A_DAY, ...retention });
  const opened: Board[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((board) => board.close()));
    await bed[Symbol.asyncDispose]();
  });
  for (let i = 0; i < count; i++) opened.push(await bed.open());
  return opened;
}

/** One handle on a new board. */
export async function oneHandle(
  setup: BoardSetup,
  retention: Partial<BoardRetention> = {},
): Promise<Board> {
  const [board] = await handles(setup, 1, retention);
  return board as Board;
}

/** Two handles on a new board. */
export async function twoHandles(
  setup: BoardSetup,
  retention: Partial<BoardRetention> = {},
): Promise<readonly [Board, Board]> {
  const [one, other] = await handles(setup, 2, retention);
  return [one as Board, other as Board];
}

/** An update of a command of its own, unless `facts` name one. */
export function anUpdate(facts: Partial<CommandUpdate> = {}): CommandUpdate {
  return {
    commandId: newCommandId('orders'),
    name: 'orders.placeOrder',
    state: 'ACCEPTED',
    version: 1,
    acceptedAt: '2026-11-21T08:00:00.000Z',
    at: '2026-11-21T08:00:00.000Z',
    attempts: 0,
    ...facts,
  };
}

/** A stream that no other test uses. */
export function aStream(facts: Partial<StreamId> = {}): StreamId {
  return { topic: `orders-${newUuid()}.events`, incarnation: 'first', partition: 0, ...facts };
}

/** Entries whose payload tells their offset. */
export function entriesAt(...offsets: number[]): StreamEntry[] {
  return offsets.map((offset) => ({ offset, payload: payloadOf(offset) }));
}

export function payloadOf(offset: number): string {
  return JSON.stringify({ offset });
}
