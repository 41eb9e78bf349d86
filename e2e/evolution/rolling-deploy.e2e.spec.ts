import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { encodeRecord, newCommandId, type RecordId } from '@metamorphosis/contract';
import { openPorts, readSettings } from '@metamorphosis/wiring';
import { readTopic } from '../faults/ledger/read-topic.js';
import { environmentOf } from '../platform/stack.js';
import { until } from '../platform/until.js';
import type { Build } from './payments.js';

const WORKER = fileURLToPath(new URL('payments-worker.ts', import.meta.url));
const TOPICS = ['shop.commands', 'shop.events', 'books.events'];

/** An installation of its own, with a caller that goes on charging in the form of its build. */
async function startPayments() {
  const env = environmentOf('embedded');
  const { log, close } = openPorts('scenario', readSettings(env));
  onTestFinished(async () => {
    await calls('nobody');
    await close();
    rmSync(env.METAMORPHOSIS_DATA, { recursive: true, force: true });
  });
  const dead = TOPICS.map((name) => `${name}.dlq`);
  await log.createTopics([...TOPICS, ...dead].map((name) => ({ name, partitions: 4 })));
  const sent: string[] = [];
  const charge = async (build: Build): Promise<void> => {
    const id = newCommandId('shop');
    const orderId = `o${sent.push(id)}`;
    const data = build === 'old' ? { orderId, euros: 7 } : { orderId, cents: 700 };
    await log.append('shop.commands', [
      encodeRecord({
        ...{ kind: 'command', id: id as string as RecordId, source: 'shop', type: 'shop.charge' },
        ...{ time: new Date().toISOString(), key: orderId, data, correlationId: id },
        ...(build === 'new' && { dataVersion: 2 }),
      }),
    ]);
  };
  let caller = 'old' as Build | 'nobody';
  const calling = (async () => {
    for (let build = caller; build !== 'nobody'; build = caller) {
      await charge(build);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const calls = async (build: Build | 'nobody'): Promise<void> => {
    caller = build;
    if (build === 'nobody') await calling;
  };
  return {
    sent,
    dead: async () => (await Promise.all(dead.map((topic) => readTopic(log, topic)))).flat(),
    read: async (topic: string) => (await readTopic(log, topic)).map(({ record }) => record),
    calls,
    /** Starts a worker; resolves once it is ready. What it returns ends it as a rollout does. */
    worker: async (service: 'shop' | 'books', build: Build) => {
      const child = fork(WORKER, [service, build], {
        env,
        // What Vitest itself runs under is not for them.
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const exited = once(child, 'exit');
      onTestFinished(() => void child.kill('SIGKILL'));
      await new Promise<void>((ready, failed) => {
        child.on(
          'message',
          ({ kind, message }: { readonly kind: string; readonly message?: string }) => {
            if (kind === 'ready') ready();
            if (kind === 'failed') failed(new Error(message));
          },
        );
        child.once('exit', (code) => failed(new Error(`The worker ended with ${code}.`)));
      });
      return async (): Promise<void> => {
        child.kill('SIGTERM');
        expect(await exited).toEqual([0, null]);
      };
    },
  };
}

type Seen = { readonly orderId: string; readonly by?: Build };

test('two builds run side by side, reader before writer: each command takes effect once, nothing is parked', async () => {
  const payments = await startPayments();
  const booked = async (): Promise<readonly Seen[]> =>
    (await payments.read('books.events')).map(({ data }) => data as Seen);
  const versions = async (): Promise<readonly (number | undefined)[]> =>
    (await payments.read('shop.events'))
      .sort((a, b) => (a.time < b.time ? -1 : 1))
      .map(({ dataVersion }) => dataVersion);

  const [oldShop, oldBooks] = await Promise.all([
    payments.worker('shop', 'old'),
    payments.worker('books', 'old'),
  ]);
  await until('the old books note', booked, (all) => all.some(({ by }) => by === 'old'));

  // Who reads goes first: the new books beside the old ones, and then alone.
  await payments.worker('books', 'new');
  await until('the new books note, too', booked, (all) => all.some(({ by }) => by === 'new'));
  await oldBooks();

  // Both builds of the shop handle what old callers send; only now is anything written in the new form.
  await payments.worker('shop', 'new');
  const both = (all: readonly (number | undefined)[]): boolean =>
    all.lastIndexOf(undefined) > all.indexOf(2) && all.includes(2);
  await until('both builds of the shop publish', versions, both);
  await oldShop();

  await payments.calls('new');
  const before = payments.sent.length;
  await until('new callers are served', booked, (all) => all.length > before);
  await payments.calls('nobody');

  const all = payments.sent.map((_, index) => `o${index + 1}`).sort();
  const orders = (seen: readonly Seen[]): readonly string[] =>
    seen.map(({ orderId }) => orderId).sort();
  await until('everything is noted', booked, (seen) => seen.length >= all.length);
  expect(orders(await booked())).toEqual(all);
  expect(orders((await payments.read('shop.events')).map(({ data }) => data as Seen))).toEqual(all);
  expect(await payments.dead()).toEqual([]);
}, 60_000);
