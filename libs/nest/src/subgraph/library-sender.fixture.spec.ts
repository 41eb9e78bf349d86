import { onTestFinished } from 'vitest';
import { decodeRecord, type CommandUpdate, type DomainRecord } from '@metamorphosis/contract';
import {
  cancelCommand,
  createCommandSender,
  createMemoryBoard,
  createMemoryEventLog,
  createMemoryStore,
  silentLogger,
  type Board,
  type CommandSender,
} from '@metamorphosis/core';
import type { Cancel } from './service-parts.js';

/** What a worker would do with a record: answer with how the command ends. */
export type Play = (record: DomainRecord) => Partial<CommandUpdate> | undefined;

/** The real accepting side on a log and a board in memory, with a worker played by the test. */
export interface LibrarySender {
  readonly sender: CommandSender;
  readonly board: Board;
  readonly cancel: Cancel;
  /** Every command that reached the log. */
  readonly records: readonly DomainRecord[];
}

/** Makes the sender; `play` decides how each command ends, undefined leaves it unanswered. */
export async function librarySender(play: Play = () => undefined): Promise<LibrarySender> {
  const log = createMemoryEventLog();
  await log.createTopics([{ name: 'library.commands', partitions: 2, retentionMs: 'unlimited' }]);
  const board = createMemoryBoard();
  const store = createMemoryStore();
  const sender = createCommandSender({
    service: 'library',
    log,
    board,
    secrets: { current: { keyId: 'test', secret: 'a secret of this test' }, previous: [] },
    logger: silentLogger,
  });
  const records: DomainRecord[] = [];
  const answer = async (record: DomainRecord): Promise<void> => {
    records.push(record);
    const end = play(record);
    if (end === undefined) return;
    const { id: commandId, type: name, time, replyTo } = record;
    await board.putUpdate(
      {
        commandId,
        name,
        state: 'SUCCEEDED',
        version: 1,
        acceptedAt: time,
        at: time,
        attempts: 1,
        ...end,
      },
      replyTo,
    );
  };
  const reader = log.read(
    { group: 'library.commands', topics: ['library.commands'] },
    {
      onAssigned: () => undefined,
      onRevoked: () => Promise.resolve(),
      onHealth: () => undefined,
      onRecords: (_assignment, batch) => {
        for (const record of batch) void answer(decodeRecord(record));
      },
    },
  );
  onTestFinished(async () => {
    await reader.close();
    await sender.close();
    await log.close();
    await board.close();
    await store.close();
  });
  const cancel: Cancel = (current, { queue }) =>
    cancelCommand(current, queue, { store, board, logger: silentLogger });
  return { sender, board, cancel, records };
}
