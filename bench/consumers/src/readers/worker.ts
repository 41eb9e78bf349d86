import { setTimeout as pause } from 'node:timers/promises';
import { eventTopic } from '@metamorphosis/contract';
import { Publisher, type Store } from '@metamorphosis/core';
import { openService } from '@metamorphosis/wiring';
import { COMMANDS, consumeWork, migrations, SERVICE } from '../unit-work.ts';

// A worker on Kafka, Redis and PostgreSQL. It is told what to do over the IPC channel.
export type WorkerOrder =
  | {
      readonly kind: 'rate';
      readonly name: string;
      readonly sharing: 'never' | 'measured';
      readonly concurrency: number;
      readonly ms: number;
    }
  | { readonly kind: 'join'; readonly name: string; readonly workMs: number };
export type WorkerSaid =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'first'; readonly at: number }
  | {
      readonly kind: 'held';
      readonly partitions: number;
      readonly handled: number;
      readonly at: number;
    };

const tell = (said: WorkerSaid): void => void process.send?.(said);
const connections = openService(SERVICE, 'worker');
const { log, board, store, settings, logger } = connections;
await store.migrate();
await store.migrateService(migrations);
const partitions = settings.partitions;
await log.createTopics([COMMANDS, eventTopic(SERVICE)].map((name) => ({ name, partitions })));
const publishing = { store: store as unknown as Store<never>, log, board, logger };
new Publisher({ ...publishing, owner: settings.instance });

async function rate({ name, sharing, concurrency, ms }: Extract<WorkerOrder, { kind: 'rate' }>) {
  const { consumer, close } = consumeWork(connections, { name, sharing, concurrency });
  // What comes first is not measured: joining, and learning.
  while (consumer.handled < 500) await pause(5);
  const [before, begun] = [consumer.handled, performance.now()];
  await pause(ms);
  const perSecond = ((consumer.handled - before) / (performance.now() - begun)) * 1_000;
  await close();
  tell({ kind: 'rate', perSecond });
}

function join({ name, workMs }: Extract<WorkerOrder, { kind: 'join' }>): void {
  let isFirst = true;
  const began = (): void => {
    if (isFirst) tell({ kind: 'first', at: Date.now() });
    isFirst = false;
  };
  const { consumer } = consumeWork(connections, {
    name,
    sharing: 'measured',
    concurrency: 16,
    workMs,
    began,
  });
  let held = -1;
  setInterval(() => {
    if (consumer.partitions.length === held) return;
    held = consumer.partitions.length;
    tell({ kind: 'held', partitions: held, handled: consumer.handled, at: Date.now() });
  }, 10);
}

process.on('message', (order: WorkerOrder) => {
  if (order.kind === 'rate') void rate(order);
  else join(order);
});
process.once('disconnect', () => process.exit());
tell({ kind: 'ready' });
