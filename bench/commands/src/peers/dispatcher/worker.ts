import { commandTopic, consumerGroup } from '@metamorphosis/contract';
import {
  Consumer,
  createCommandDelivery,
  createNotifier,
  Publisher,
  type Store,
} from '@metamorphosis/core';
import { openPlatform, openService, readSettings } from '@metamorphosis/wiring';
import { servePeer } from '../../peer-process.ts';
import { handlerOf, migrations, SERVICE, topics, work } from './service.ts';

// A worker as `runWorker` makes it, without Nest around it. At-least-once: without a database.
const guarantee = process.argv[2] === 'at-least-once' ? 'at-least-once' : 'effectively-once';
const { partitions } = readSettings();

async function openOnce(): Promise<Connections> {
  const { log, board, store, settings, logger } = openService(SERVICE, 'worker');
  await store.migrate();
  await store.migrateService(migrations);
  return { log, board, logger, owner: settings.instance, store: store as unknown as Store<never> };
}

function openAtLeastOnce(): Connections {
  const { log, board, logger, instance } = openPlatform(`${SERVICE}-worker`);
  return { log, board, logger, owner: instance, store: undefined };
}

type Connections = Pick<ReturnType<typeof openPlatform>, 'log' | 'board' | 'logger'> & {
  readonly owner: string;
  readonly store: Store<never> | undefined;
};

const { log, board, logger, owner, store } =
  guarantee === 'effectively-once' ? await openOnce() : openAtLeastOnce();
await log.createTopics(topics().map((name) => ({ name, partitions })));

const notifier = createNotifier(board, store, logger);
const joined = Promise.withResolvers<void>();
const consumer = new Consumer({
  log,
  name: 'commands',
  group: consumerGroup(SERVICE, 'commands'),
  topics: [commandTopic(SERVICE)],
  ...(store && { claim: (key) => store.takeLease(key, owner) }),
  deliver: createCommandDelivery<never>({
    consumer: 'commands',
    commands: [{ definition: work, handler: handlerOf(guarantee) }],
    log,
    ...(store && { store }),
    notifier,
    logger,
  }),
  onHealth: ({ state }) => state === 'up' && joined.resolve(),
  logger,
});
const publisher = store && new Publisher({ store, log, board, owner, logger });
await joined.promise;

servePeer({
  close: async () => {
    await consumer.close();
    await notifier.close();
    await publisher?.close();
    await store?.close();
    await log.close();
    await board.close();
  },
});
