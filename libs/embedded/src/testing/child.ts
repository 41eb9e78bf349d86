import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Assignment, Lifecycle } from '@metamorphosis/core';
import { createEmbeddedBoard, createEmbeddedEventLog, createEmbeddedStore } from '../index.js';
import { DatabaseFile } from '../sqlite/database-file.js';
import { specSchema } from './spec-schema.js';
import type { Failure, Told } from './told.js';

/** The other process of a spec: `child.ts <role> <file> [arguments]`. */
const [role = '', file = '', ...args] = process.argv.slice(2);
const opened: Lifecycle[] = [];
let stopped = false;

function tell(told: Told): void {
  if (process.connected) process.send?.(told);
}

function onAsked(what: string, then: () => void): void {
  process.on('message', (message) => {
    if (message === what) then();
  });
}

/** How a promise failed; undefined when it did not. */
async function attempt(promise: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    return { code, message };
  }
}

const roles: Readonly<Record<string, () => Promise<void>>> = {
  /** Reads topic and group of its arguments, and commits all that it gets. */
  'read-log': async () => {
    const [topic = '', group = '', sessionTimeoutMs = '60000'] = args;
    const log = createEmbeddedEventLog({ file });
    opened.push(log);
    let first: Assignment | undefined;
    const options = { group, topics: [topic], sessionTimeoutMs: Number(sessionTimeoutMs) };
    const reader = log.read(options, {
      onAssigned: (assignment) => {
        first ??= assignment;
        tell({ kind: 'assigned', partition: assignment.partition });
      },
      onRevoked: async ({ partition }) => tell({ kind: 'revoked', partition }),
      onHealth: ({ state }) => tell({ kind: 'health', state }),
      onRecords: (assignment, records) => {
        for (const { partition, offset, value } of records)
          tell({
            kind: 'record',
            partition,
            offset,
            value: new TextDecoder().decode(value ?? undefined),
          });
        void reader.commit(assignment, (records.at(-1)?.offset ?? 0) + 1);
      },
    });
    onAsked('commit first', () => {
      if (first === undefined) return;
      const { signal } = first;
      void reader
        .commit(first, 1)
        .then((answer) => tell({ kind: 'committed', answer, aborted: signal.aborted }));
    });
  },

  /** Appends as many records as it is told (or without end), and tells each that was acknowledged. */
  'append-log': async () => {
    const [topic = '', name = '', count = 'Infinity'] = args;
    const log = createEmbeddedEventLog({ file });
    opened.push(log);
    const lane = async (number: number): Promise<void> => {
      for (let i = 0; i < Number(count) / 4 && !stopped; i += 1) {
        const value = `${name} ${number} ${i}`;
        await log.append(topic, [{ key: `${name} ${number}`, value, headers: {} }]);
        tell({ kind: 'acknowledged', value });
      }
    };
    onAsked(
      'go',
      () => void Promise.all([0, 1, 2, 3].map(lane)).then(() => tell({ kind: 'done' })),
    );
  },

  /** Holds the write lock until it is asked to let go. */
  'hold-lock': async () => {
    const db = new DatabaseSync(file, { timeout: 5000 });
    db.exec('BEGIN IMMEDIATE');
    onAsked('let go', () => {
      db.exec('COMMIT');
      db.close();
      tell({ kind: 'done' });
    });
  },

  /** Holds the write lock for a while, again and again without a pause, and leaves a note each time. */
  'hog-lock': async () => {
    const it = new DatabaseFile({ file }, specSchema);
    await it.open();
    const hold = (): void => {
      if (stopped) return;
      const held = it.exclusive(async (db) => {
        db.run("INSERT INTO note (text) VALUES ('hog')");
        await pause(25);
      });
      void held.then(hold);
    };
    // Two waiting at any time: the lock is free for microseconds only.
    hold();
    hold();
  },

  /** Watches a command, a reply channel and a stream of a board. */
  'watch-board': async () => {
    const [commandId = '', channel = '', stream = ''] = args;
    const board = createEmbeddedBoard({ file });
    opened.push(board);
    await board.watchCommand(commandId, ({ state }) => tell({ kind: 'update', state }));
    await board.watchReplies(channel, ({ state }) =>
      tell({ kind: 'update', state: `reply ${state}` }),
    );
    const id = { topic: stream, incarnation: 'first', partition: 0 };
    await board.watchStream(id, () => tell({ kind: 'woken' }));
  },

  /** Runs units that each add one to a row; in the last one it stops in the middle. */
  'run-units': async () => {
    const [name = '', count = '0', then = 'end'] = args;
    const store = createEmbeddedStore<{ thing: { id: string; n: number } }>({ file });
    opened.push(store);
    const unit = (recordId: string, before: () => Promise<void>) =>
      store.unit({ inbox: { consumer: 'c', recordId }, timeoutMs: 60_000 }, async (tx) => {
        await tx
          .updateTable('thing')
          .set((update) => ({ n: update('n', '+', 1) }))
          .where('id', '=', 'sum')
          .execute();
        await before();
        const value = { topic: 'e', key: 'k', value: recordId, headers: {} };
        return { writes: 'keep', outbox: [value] };
      });
    onAsked('go', () => {
      void (async () => {
        const lanes = Array.from({ length: Number(count) }, (_, i) =>
          unit(`${name} ${i}`, async () => undefined).then(() =>
            tell({ kind: 'acknowledged', value: `${name} ${i}` }),
          ),
        );
        await Promise.all(lanes);
        tell({ kind: 'done' });
        if (then === 'hang')
          await unit(`${name} hanging`, async () => {
            tell({ kind: 'woken' });
            await pause(60_000);
          });
      })();
    });
    await store.migrate();
  },

  /** Tries to write to a file and to read it, as another user when it is told to. */
  'try-file': async () => {
    const [user] = args;
    if (user !== undefined) process.setuid?.(Number(user));
    const it = new DatabaseFile({ file, lockTimeoutMs: 1000 }, specSchema);
    const write = await attempt(it.write((db) => db.run("INSERT INTO note (text) VALUES ('x')")));
    const read = await it.read((db) => db.all('SELECT * FROM note').length).catch(() => -1);
    tell({ kind: 'tried', write, read });
  },

  /** Writes until it fails, then once more when it is asked to. */
  'fill-file': async () => {
    const it = new DatabaseFile({ file }, specSchema);
    opened.push({ close: () => it.close(), [Symbol.asyncDispose]: () => it.close() });
    await it.open();
    const add = (): Promise<number> =>
      it.write((db) => db.run('INSERT INTO note (text) VALUES (?)', 'x'.repeat(1000)));
    onAsked('fill', () => {
      void (async () => {
        for (;;) {
          const write = await attempt(add());
          if (write !== undefined) return tell({ kind: 'tried', write, read: 0 });
          tell({ kind: 'acknowledged', value: '' });
        }
      })();
    });
    onAsked('once more', () => {
      void add().then(() => {
        tell({ kind: 'acknowledged', value: '' });
        tell({ kind: 'done' });
      });
    });
  },

  /** Uses everything once, to see what is written to stderr. */
  'use-all': async () => {
    const log = createEmbeddedEventLog({ file: `${file}.log` });
    const board = createEmbeddedBoard({ file: `${file}.board` });
    const store = createEmbeddedStore({ file: `${file}.store` });
    await log.createTopics([{ name: 't', partitions: 1 }]);
    await board.ping();
    await store.migrate();
    opened.push(log, board, store);
  },
};

onAsked('stop', () => {
  stopped = true;
  void Promise.all(opened.map((it) => it.close())).then(() => process.disconnect());
});
await roles[role]?.();
tell({ kind: 'ready' });
