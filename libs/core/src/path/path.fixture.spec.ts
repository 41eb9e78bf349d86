import { commandTopic, deadLetterTopic, eventTopic, type Secrets } from '@metamorphosis/contract';
import type { CommandSender } from '../accept/command-sender.js';
import { createCommandSender } from '../accept/create-command-sender.js';
import { BoardMemory } from '../board/board-memory.js';
import type { Board } from '../board/board.js';
import { createMemoryBoard } from '../board/memory-board.js';
import { createCommandDelivery } from '../deliver/deliver-command.js';
import { createNotifier } from '../deliver/notifier.js';
import type { RetryPolicy } from '../deliver/retry-policy.js';
import { Consumer } from '../dispatch/consumer.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import { silentLogger } from '../lifecycle/logger.js';
import type { EventLog } from '../log/event-log.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { Publisher } from '../publish/publisher.js';
import type { CommandDefinition, EventDefinition } from '../service/definitions.js';
import type { CommandHandler } from '../service/handlers.js';
import { newEvent } from '../service/new-event.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { MemoryTx } from '../store/memory-tx.js';
import type { Store } from '../store/store.js';

/** Adds to a named count. */
export interface CountArgs {
  readonly name: string;
  readonly by: number;
}

export const counted: EventDefinition<'Counted', { name: string; total: number }> & {
  readonly foreign?: never;
} = {
  service: 'counts',
  name: 'Counted',
  type: 'counts.Counted',
  keyOf: ({ name }) => name,
  check: () => [],
};

export const count: CommandDefinition = {
  service: 'counts',
  name: 'count',
  type: 'counts.count',
  queue: 'commands',
  timing: ['SYNC', 'ASYNC'],
  timeoutMs: 5000,
  expire: false,
  keyOf: (args: never) => (args as CountArgs).name,
  checkArgs: (value) =>
    typeof (value as CountArgs).by === 'number' ? [] : [{ path: 'by', message: 'Int expected' }],
  checkResult: (value) =>
    typeof value === 'object' && value !== null ? [] : [{ path: '', message: 'object expected' }],
  rejections: ['TooMuch'],
};

/** Adds, publishes, and rejects what would rise above 100: after it has written, to be undone. */
export const addToCount: CommandHandler<CountArgs, unknown, MemoryTx> = {
  async handle({ name, by }, { tx, publish }) {
    const total = ((await tx.get<number>(name)) ?? 0) + by;
    await tx.set(name, total);
    publish(newEvent(counted, { name, total }));
    return total > 100 ? { __typename: 'TooMuch', total } : { __typename: 'Count', total };
  },
};

/** Everything between a caller and its answer, in memory; several handles stand for several processes. */
export class PathFixture implements Lifecycle {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly database = new MemoryDatabase();
  readonly log: EventLog = createMemoryEventLog(this.cluster);
  readonly board: Board = createMemoryBoard({ memory: this.memory });
  readonly store: Store<MemoryTx> = createMemoryStore({ database: this.database });
  readonly secrets: Secrets = {
    current: { keyId: 'a', secret: 'a secret of thirty-two characters' },
    previous: [],
  };
  readonly sender: CommandSender & Lifecycle = this.senderWith(this.secrets);
  private readonly owned: Lifecycle[] = [this.sender];
  private workers = 0;

  static async create(): Promise<PathFixture> {
    const fixture = new PathFixture();
    const topics = [commandTopic('counts'), eventTopic('counts')];
    const dead = topics.map(deadLetterTopic);
    await fixture.log.createTopics([...topics, ...dead].map((name) => ({ name, partitions: 4 })));
    return fixture;
  }

  /** A sender of its own, as another process has it. */
  senderWith(secrets: Secrets): CommandSender & Lifecycle {
    return createCommandSender({
      service: 'counts',
      log: this.log,
      board: this.board,
      lookup: async (id) => (await this.store.outcome(id))?.update,
      secrets,
      logger: silentLogger,
    });
  }

  /** Starts a worker of its own connections; closing it is a graceful stop. */
  startWorker(
    handler: CommandHandler<CountArgs, unknown, MemoryTx> = addToCount,
    retry: RetryPolicy = { maxAttempts: 3, firstMs: 1, maxMs: 2 },
  ): Lifecycle {
    const owner = `worker-${++this.workers}`;
    const log = createMemoryEventLog(this.cluster);
    const board = createMemoryBoard({ memory: this.memory });
    const store = createMemoryStore({ database: this.database });
    const notifier = createNotifier(board, store, silentLogger);
    const consumer = new Consumer({
      log,
      name: 'commands',
      group: 'counts.commands',
      topics: [commandTopic('counts')],
      claim: (key) => store.takeLease(key, owner),
      deliver: createCommandDelivery({
        consumer: 'commands',
        commands: [{ definition: count, handler }],
        log,
        store,
        notifier,
        retry,
        logger: silentLogger,
      }),
      limits: { commitIntervalMs: 5 },
      logger: silentLogger,
    });
    const publisher = new Publisher({
      store: store as unknown as Store<never>,
      log,
      board,
      owner,
      logger: silentLogger,
      pollMs: 10,
      retellAfterMs: 50,
    });
    const close = async (): Promise<void> => {
      await consumer.close();
      await notifier.close();
      await publisher.close();
      await Promise.all([log.close(), board.close(), store.close()]);
    };
    const worker = { close, [Symbol.asyncDispose]: close };
    this.owned.push(worker);
    return worker;
  }

  /** Everything that a topic holds, by a reader of its own. */
  async contents(
    topic: string,
  ): Promise<
    readonly { key: string | null; value: unknown; headers: Readonly<Record<string, string>> }[]
  > {
    const ranges = await this.log.ranges(topic);
    const wanted = ranges.reduce((sum, { earliest, end }) => sum + end - earliest, 0);
    const found: {
      key: string | null;
      value: unknown;
      headers: Readonly<Record<string, string>>;
    }[] = [];
    if (wanted === 0) return found;
    const complete = Promise.withResolvers<void>();
    const reader = this.log.read(
      { group: `contents-${Math.random()}`, topics: [topic] },
      {
        onAssigned: () => undefined,
        onRevoked: () => Promise.resolve(),
        onHealth: () => undefined,
        onRecords: (_assignment, records) => {
          for (const { key, value, headers } of records) {
            const text = new TextDecoder().decode(value ?? new Uint8Array());
            found.push({ key, value: parsed(text), headers });
          }
          if (found.length >= wanted) complete.resolve();
        },
      },
    );
    await complete.promise;
    await reader.close();
    return found;
  }

  async close(): Promise<void> {
    for (const part of this.owned.reverse()) await part.close();
    await Promise.all([this.log.close(), this.board.close(), this.store.close()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
