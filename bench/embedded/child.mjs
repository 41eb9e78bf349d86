// The other process of run.mjs: `child.mjs <role> <file>`.
import {
  createEmbeddedBoard,
  createEmbeddedEventLog,
  createEmbeddedStore,
} from '@metamorphosis/embedded';

const [role, file] = process.argv.slice(2);
const since = (sent) => Number(process.hrtime.bigint() - BigInt(sent)) / 1e6;
const opened = [];
const listener = (onRecords, onUp = () => undefined) => ({
  onAssigned: () => undefined,
  onRevoked: async () => undefined,
  onHealth: ({ state }) => state === 'up' && onUp(),
  onRecords,
});

const roles = {
  async 'read-log'() {
    const log = createEmbeddedEventLog({ file });
    opened.push(log);
    const onRecords = (_, records) => process.send({ ms: since(records[0].headers.sent) });
    await new Promise((resolve) =>
      log.read({ group: 'g', topics: ['t'] }, listener(onRecords, resolve)),
    );
    process.send('ready');
  },
  async 'watch-board'() {
    const board = createEmbeddedBoard({ file });
    opened.push(board);
    await board.watchReplies('caller', (update) => process.send({ ms: since(update.result.sent) }));
    process.send('ready');
  },
  async worker() {
    const log = createEmbeddedEventLog({ file });
    const board = createEmbeddedBoard({ file: `${file}.board` });
    const store = createEmbeddedStore({ file: `${file}.store` });
    opened.push(log, board, store);
    await store.migrateService({
      '001': {
        up: (db) =>
          db.schema
            .createTable('thing')
            .addColumn('id', 'text', (c) => c.primaryKey())
            .addColumn('n', 'integer')
            .execute(),
      },
    });
    const fence = await store.takeLease({ consumer: 'commands', topic: 't', partition: 0 }, 'me');
    const handle = async ({ headers: { id }, value }) => {
      const update = {
        commandId: id,
        name: 'orders.placeOrder',
        state: 'SUCCEEDED',
        version: 1,
        acceptedAt: '',
        at: '',
        attempts: 1,
        result: { id },
      };
      await store.unit(
        { fence, inbox: { consumer: 'commands', recordId: id }, timeoutMs: 10_000 },
        async (tx) => {
          await tx.insertInto('thing').values({ id, n: 1 }).execute();
          return {
            writes: 'keep',
            outcome: { update },
            outbox: [{ topic: 'e', key: id, value: value.toString(), headers: {} }],
          };
        },
      );
      await board.putUpdate(update, 'caller');
    };
    const onRecords = (_, records) => records.forEach((record) => void handle(record));
    await new Promise((resolve) =>
      log.read({ group: 'g', topics: ['t'] }, listener(onRecords, resolve)),
    );
    process.send('ready');
  },
  async idle() {
    const log = createEmbeddedEventLog({ file });
    const board = createEmbeddedBoard({ file: `${file}.board` });
    const store = createEmbeddedStore({ file: `${file}.store` });
    opened.push(log, board, store);
    log.read(
      { group: 'g', topics: ['t'] },
      listener(() => undefined),
    );
    await board.watchReplies('caller', () => undefined);
    store.onOutbox(() => undefined);
    await store.ping();
    process.send('ready');
    process.once('message', () => {
      const before = process.cpuUsage();
      setTimeout(() => {
        const { user, system } = process.cpuUsage(before);
        process.send({ percent: (user + system) / 100_000 });
      }, 10_000);
    });
  },
};

process.on('message', async (message) => {
  if (message === 'cpu') process.send({ cpu: process.cpuUsage() });
  if (message !== 'stop') return;
  await Promise.all(opened.map((it) => it.close()));
  process.disconnect();
});
await roles[role]();
