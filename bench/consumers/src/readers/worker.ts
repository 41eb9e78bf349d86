import { setTimeout as pause } from 'node:timers/promises';
import { eventTopic } from '@metamorphosis/contract';
import { Publisher, type Store } from '@metamorphosis/core';
import { openService } from '@metamorphosis/wiring';
import { COMMANDS, consumeWork, migrations, SERVICE } from '../unit-work.ts';

// A worker on Kafka, Redis and PostgreSQL. It is told what to do over the IPC channel.
export type WorkerOrder = {
  readonly kind: 'rate';
  readonly name: string;
  readonly sharing: 'never' | 'measured';
  readonly concurrency: number;
  readonly ms: number;
};
export type WorkerSaid =
  { readonly kind: 'ready' } | { readonly kind: 'rate'; readonly perSecond: number };

const tell = (said: WorkerSaid): void => void process.send?.(said);
const connections = openService(SERVICE, 'worker');
const { log, board, store, settings, logger } = connections;
await store.migrate();
await store.migrateService(migrations);
const partitions = settings.partitions;
await log.createTopics([COMMANDS, eventTopic(SERVICE)].map((name) => ({ name, partitions })));
const publishing = { store: store as unknown as Store<never>, log, board, logger };
new Publisher({ ...publishing, owner: settings.instance });

async function rate({ name, sharing, concurrency, ms }: WorkerOrder) {
  const { consumer, close } = consumeWork(connections, { name, sharing, concurrency });
  // What comes first is not measured: joining, and learning.
  while (consumer.handled < 500) await pause(5);
  const [before, begun] = [consumer.handled, performance.now()];
  await pause(ms);
  const perSecond = ((consumer.handled - before) / (performance.now() - begun)) * 1_000;
  await close();
  tell({ kind: 'rate', perSecond });
}

process.on('message', (order: WorkerOrder) => void rate(order));
process.once('disconnect', () => process.exit());
tell({ kind: 'ready' });
