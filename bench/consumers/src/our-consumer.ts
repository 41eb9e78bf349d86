import {
  BoardMemory,
  Consumer,
  createEventDelivery,
  createMemoryBoard,
  createMemoryStore,
  createNotifier,
  MemoryDatabase,
  silentLogger,
  type EventLog,
  type Store,
} from '@metamorphosis/core';
import { TICK, type Tick } from './tick.ts';

/** A consumer of ticks as a worker makes it, at-least-once: what is measured is the way to the handler. */
export function consumeTicks(
  log: EventLog,
  { group, topic }: { readonly group: string; readonly topic: string },
  handle: (tick: Tick) => Promise<void>,
  joined?: () => void,
): Consumer {
  const store = createMemoryStore({ database: new MemoryDatabase() }) as unknown as Store<never>;
  const board = createMemoryBoard({ memory: new BoardMemory() });
  const definition = { ...TICK, keyOf: ({ key }: Tick) => key, check: () => [] };
  return new Consumer({
    ...{ log, name: 'ticks', group, topics: [topic], logger: silentLogger },
    deliver: createEventDelivery<never>({
      ...{ consumer: 'ticks', events: [definition], guarantee: 'at-least-once' },
      handler: { handle: ({ data }: { readonly data: Tick }) => handle(data) },
      notifier: createNotifier(board, store, silentLogger),
      ...{ log, store, logger: silentLogger },
    }),
    onHealth: ({ state }) => state === 'up' && joined?.(),
  });
}
