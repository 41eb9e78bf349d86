import { expect, onTestFinished, test, vi } from 'vitest';
import {
  createMemoryStore,
  MemoryDatabase,
  Publisher,
  silentLogger,
  type ParkedRecord,
  type Store,
} from '@metamorphosis/core';
import { BacklogWatch } from './backlog-watch.js';
import { CountsWorld } from './counts-service.fixture.spec.js';

const at = '2026-11-21T10:00:00.000Z';

/** A record that waits in the retry table of `seen`. */
function parked(offset: number): ParkedRecord & { readonly dueInMs: number } {
  const place = { topic: 'counts.events', partition: 0, offset };
  const record = { ...place, key: 'k', value: null, headers: {}, timestamp: 0 };
  return {
    ...{ consumer: 'seen', record, recordId: `r${offset}`, attempts: 1 },
    ...{ replays: 0, dueInMs: 60_000 },
  };
}

test('the process that publishes tells what waits in the store; when it does not publish it tells nothing', async () => {
  const world = new CountsWorld();
  const { store } = world;
  const publisher = (owner: string): Publisher => {
    const made = new Publisher({
      ...{ store: store as unknown as Store<never>, log: world.log, board: world.board },
      ...{ owner, logger: silentLogger, pollMs: 10 },
    });
    onTestFinished(() => made.close());
    return made;
  };
  const watch = (of: Publisher): BacklogWatch => {
    const made = new BacklogWatch({
      ...{ store, publisher: of, logger: silentLogger, pollMs: 10 },
      consumers: ['commands', 'seen'],
    });
    onTestFinished(() => made.close());
    return made;
  };
  const first = publisher('first');
  const holder = watch(first);
  const none = { commands: 0, seen: 0 };
  await vi.waitFor(() => expect(holder.backlog).toEqual({ unpublished: 0, parked: none }));
  const bystander = watch(publisher('second'));

  // Its topic is not there: the event cannot be published.
  const row = { topic: 'counts.events', key: 'k', value: '{}', headers: { ce_time: at } };
  const inbox = { consumer: 'commands', recordId: 'r0' };
  await store.unit({ inbox, timeoutMs: 1000 }, async () => ({ writes: 'keep', outbox: [row] }));
  await store.addParked([parked(1), parked(2)]);
  await vi.waitFor(() =>
    expect(holder.backlog).toEqual({
      unpublished: 1,
      oldestUnpublishedAt: at,
      parked: { commands: 0, seen: 2 },
    }),
  );
  expect(bystander.backlog).toBeUndefined();

  await world.log.createTopics([{ name: 'counts.events', partitions: 1 }]);
  await vi.waitFor(() => expect(holder.backlog?.unpublished).toBe(0), 5000);
  world.database.isAvailable = false;
  await vi.waitFor(() => expect(holder.backlog).toBeUndefined(), 5000);
});

test('a store that does not answer is asked again', async () => {
  const database = new MemoryDatabase();
  const store = createMemoryStore({ database });
  database.isAvailable = false;
  const asked = { backlog: () => store.outboxBacklog(0) };
  const watch = new BacklogWatch({
    ...{ store, publisher: asked, consumers: ['seen'], logger: silentLogger, pollMs: 5 },
  });
  onTestFinished(() => watch.close());
  database.isAvailable = true;
  await vi.waitFor(() => expect(watch.backlog).toEqual({ unpublished: 0, parked: { seen: 0 } }));
});
