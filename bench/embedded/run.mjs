// Measures the embedded adapters: `tsc -b libs/embedded && node bench/embedded/run.mjs [--seconds=3]`.
// Prints one line per figure, with the raw speed of SQLite on this machine at this moment beside it.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newCommandId } from '@metamorphosis/contract';
import {
  createEmbeddedBoard,
  createEmbeddedEventLog,
  createEmbeddedStore,
} from '@metamorphosis/embedded';

const seconds = Number(process.argv.find((arg) => arg.startsWith('--seconds='))?.slice(10) ?? 3);
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice(7);
const directory = mkdtempSync(join(tmpdir(), 'bench-embedded-'));
const file = (name) => join(directory, `${name}.db`);
const payload = JSON.stringify({ text: 'x'.repeat(200) });

const percentile = (sorted, p) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
const show = (what, figures) => console.log(`${what.padEnd(58)} ${figures}`);
const showLatency = (what, ms) => {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (p) => percentile(sorted, p).toFixed(3);
  show(what, `p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  (${sorted.length})`);
};

/** Runs `work` from `lanes` callers at once, each again and again. */
async function rate(lanes, work) {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const begun = performance.now();
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let i = 0; performance.now() < end; i += 1) {
        await work(lane, i);
        count += 1;
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return speed(count, performance.now() - begun, user + system);
}

/** On a busy machine the CPU time of each says more than the rate. */
function speed(count, ms, cpuMicros) {
  return `${Math.round((count / ms) * 1000)} /s, ${(cpuMicros / count).toFixed(1)} us of CPU each`;
}

async function child(role, name) {
  const it = fork(new URL('./child.mjs', import.meta.url), [role, file(name)]);
  await new Promise((resolve) => it.once('message', resolve));
  return it;
}

/** CPU time used so far by another process, in microseconds. */
async function cpuOf(it) {
  const told = new Promise((resolve) => it.once('message', resolve));
  it.send('cpu');
  const { user, system } = (await told).cpu;
  return user + system;
}

async function stop(it) {
  const gone = new Promise((resolve) => it.once('exit', resolve));
  it.send('stop');
  await gone;
}

const benches = {
  raw() {
    const db = new DatabaseSync(file('raw'), { timeout: 0 });
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)',
    );
    const [begin, insert, commit] = [
      'BEGIN IMMEDIATE',
      'INSERT INTO t (v) VALUES (?)',
      'COMMIT',
    ].map((sql) => db.prepare(sql));
    let count = 0;
    const begun = performance.now();
    const before = process.cpuUsage();
    while (performance.now() - begun < seconds * 1000) {
      begin.run();
      insert.run(payload);
      commit.run();
      count += 1;
    }
    const { user, system } = process.cpuUsage(before);
    show('raw: one-row transactions', speed(count, performance.now() - begun, user + system));
    db.close();
  },

  async append() {
    const log = createEmbeddedEventLog({ file: file('append') });
    await log.createTopics([{ name: 't', partitions: 12 }]);
    for (const lanes of [1, 64, 256]) {
      const each = await rate(lanes, (lane, i) =>
        log.append('t', [{ key: `${lane}-${i}`, value: payload, headers: { a: 'b' } }]),
      );
      show(`log: single appends, ${lanes} callers`, each);
    }
    await log.close();
  },

  async wake() {
    const log = createEmbeddedEventLog({ file: file('wake') });
    await log.createTopics([{ name: 't', partitions: 12 }]);
    const other = await child('read-log', 'wake');
    const ms = [];
    for (let i = 0; i < 1000; i += 1) {
      const seen = new Promise((resolve) => other.once('message', resolve));
      const sent = process.hrtime.bigint();
      await log.append('t', [{ key: `${i}`, value: payload, headers: { sent: String(sent) } }]);
      ms.push((await seen).ms);
      await new Promise((resolve) => setTimeout(resolve, i % 4));
    }
    showLatency('log: append -> onRecords in another process', ms);
    await stop(other);
    await log.close();
  },

  async board() {
    const board = createEmbeddedBoard({ file: file('board') });
    await board.ping();
    const other = await child('watch-board', 'board');
    const update = {
      commandId: 'orders.1',
      name: 'orders.placeOrder',
      version: 1,
      acceptedAt: '',
      at: '',
      attempts: 1,
    };
    const ms = [];
    for (let i = 0; i < 1000; i += 1) {
      const seen = new Promise((resolve) => other.once('message', resolve));
      const sent = String(process.hrtime.bigint());
      await board.putUpdate(
        { ...update, commandId: `orders.${i}`, state: 'SUCCEEDED', result: { sent } },
        'caller',
      );
      ms.push((await seen).ms);
      await new Promise((resolve) => setTimeout(resolve, i % 4));
    }
    showLatency('board: putUpdate -> watcher in another process', ms);
    await stop(other);
    for (const lanes of [1, 64]) {
      const each = await rate(lanes, () =>
        board.putUpdate(
          { ...update, commandId: newCommandId('orders'), state: 'SUCCEEDED', result: { payload } },
          'caller',
        ),
      );
      show(`board: putUpdate, ${lanes} callers`, each);
    }
    await board.close();
  },

  async unit() {
    const store = createEmbeddedStore({ file: file('store') });
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
    for (const lanes of [1, 64]) {
      const each = await rate(lanes, (_, i) => {
        const recordId = newCommandId('orders');
        const update = {
          commandId: recordId,
          name: 'orders.placeOrder',
          state: 'SUCCEEDED',
          version: 1,
          acceptedAt: '',
          at: '',
          attempts: 1,
        };
        return store.unit(
          { fence, inbox: { consumer: 'commands', recordId }, timeoutMs: 10_000 },
          async (tx) => {
            await tx.insertInto('thing').values({ id: recordId, n: i }).execute();
            return {
              writes: 'keep',
              outcome: { update },
              outbox: [{ topic: 'e', key: recordId, value: payload, headers: {} }],
            };
          },
        );
      });
      show(`store: units (inbox, 1 row, outcome, outbox, notice), ${lanes} callers`, each);
    }
    await store.close();
  },

  async path() {
    const log = createEmbeddedEventLog({ file: file('path') });
    const board = createEmbeddedBoard({ file: `${file('path')}.board` });
    await log.createTopics([{ name: 't', partitions: 12 }]);
    const other = await child('worker', 'path');
    const waiting = new Map();
    await board.watchReplies('caller', ({ commandId }) => waiting.get(commandId)?.());
    for (const lanes of [1, 64, 256]) {
      const ms = [];
      const before = await cpuOf(other);
      const each = await rate(lanes, async () => {
        const commandId = newCommandId('orders');
        const done = new Promise((resolve) => waiting.set(commandId, resolve));
        const begun = performance.now();
        await log.append('t', [{ key: commandId, value: payload, headers: { id: commandId } }]);
        await done;
        ms.push(performance.now() - begun);
        waiting.delete(commandId);
      });
      const worker = ((await cpuOf(other)) - before) / ms.length;
      showLatency(`path: append -> unit in a worker -> reply, ${lanes} in flight`, ms);
      show('', `${each}, ${worker.toFixed(0)} us in the worker`);
    }
    await stop(other);
    await log.close();
    await board.close();
  },

  async idle() {
    const log = createEmbeddedEventLog({ file: file('idle') });
    await log.createTopics([{ name: 't', partitions: 12 }]);
    const it = await child('idle', 'idle');
    const used = await new Promise((resolve) => {
      it.once('message', resolve);
      it.send('measure');
    });
    show(
      'idle process (log reader, board watcher, outbox watcher)',
      `${used.percent.toFixed(2)} % of one core`,
    );
    await stop(it);
    await log.close();
  },
};

console.log(`Node ${process.version}, ${cpus().length} cores`);
try {
  for (const [name, run] of Object.entries(benches))
    if (only === undefined || only === name) await run();
} finally {
  rmSync(directory, { recursive: true });
}
