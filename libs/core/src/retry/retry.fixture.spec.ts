import { onTestFinished, vi } from 'vitest';
import {
  encodeRecord,
  newCommandId,
  type CommandUpdate,
  type DomainRecord,
  type RecordId,
} from '@metamorphosis/contract';
import { BoardMemory } from '../board/board-memory.js';
import { createMemoryBoard } from '../board/memory-board.js';
import { createCommandDelivery } from '../deliver/deliver-command.js';
import { createNotifier } from '../deliver/notifier.js';
import type { RetryPolicy } from '../deliver/retry-policy.js';
import { Consumer, type ConsumerLimits } from '../dispatch/consumer.js';
import { silentLogger } from '../lifecycle/logger.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { count } from '../path/path.fixture.spec.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { MemoryTx } from '../store/memory-tx.js';
import type { Store, UnitSharing } from '../store/store.js';
import type { RetryOptions } from './consumer-retries.js';

export const TOPIC = 'counts.commands';

/** What a test says about the handling of one record: throw, or let it take effect. */
export type Fate = (turn: {
  readonly key: string;
  readonly n: number;
  readonly attempt: number;
}) => void | Promise<void>;

/** How a worker of the fixture is made. */
export interface Made {
  readonly fate?: Fate;
  readonly retry?: RetryPolicy;
  readonly retries?: Partial<RetryOptions>;
  readonly limits?: Partial<ConsumerLimits>;
}

/** A worker that can be left in an orderly way, or die. */
export interface TestWorker {
  readonly consumer: Consumer;
  close(): Promise<void>;
  /** As `kill -9`: nothing is finished, nothing is given back. */
  die(): void;
}

/** Workers of one command queue on one log and one database; each effect appends the record's number to its key's list. */
export class RetryFixture {
  readonly cluster = new MemoryLogCluster();
  readonly database = new MemoryDatabase();
  readonly memory = new BoardMemory();
  readonly log = createMemoryEventLog(this.cluster);
  readonly store: Store<MemoryTx> = createMemoryStore({ database: this.database });
  readonly board = createMemoryBoard({ memory: this.memory });
  /** Handlers that began, in order: `key n attempt`. */
  readonly turns: string[] = [];
  /** How each unit of work was to be shared, in the same order. */
  readonly sharings: (UnitSharing | undefined)[] = [];
  private workers = 0;

  static async create(partitions = 1): Promise<RetryFixture> {
    const f = new RetryFixture();
    await f.log.createTopics([{ name: TOPIC, partitions }]);
    return f;
  }

  worker({ fate, retry, retries, limits }: Made = {}): TestWorker {
    const name = `worker ${++this.workers}`;
    const log = createMemoryEventLog(this.cluster);
    const store = createMemoryStore({ database: this.database });
    const unit = store.unit.bind(store);
    store.unit = (request, work) => {
      this.sharings.push(request.sharing);
      return unit(request, work);
    };
    // A process that dies leaves its transactions to the database, which ends them.
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    const notifier = createNotifier(this.board, store, silentLogger);
    const consumer = new Consumer({
      log,
      name: 'commands',
      group: TOPIC,
      topics: [TOPIC],
      claim: (key) => store.takeLease(key, name),
      retries: { store, pollMs: 20, ...retries },
      deliver: createCommandDelivery<MemoryTx>({
        consumer: 'commands',
        commands: [
          {
            definition: count,
            handler: {
              handle: async (args, { tx, attempt }) => {
                const { name: key, by: n } = args as { name: string; by: number };
                this.turns.push(`${key} ${n} ${attempt}`);
                await Promise.race([fate?.({ key, n, attempt }), ended.promise]);
                await tx.set(key, [...((await tx.get<number[]>(key)) ?? []), n]);
                return { __typename: 'Count', total: n };
              },
            },
          },
        ],
        log,
        store,
        notifier,
        retry: retry ?? { inPlace: 1, maxAttempts: 20, firstMs: 5, maxMs: 20 },
        logger: silentLogger,
      }),
      limits: { commitIntervalMs: 5, drainTimeoutMs: 2000, ...limits },
      logger: silentLogger,
    });
    let died = false;
    const close = async (): Promise<void> => {
      await consumer.close();
      await notifier.close();
      await log.close();
    };
    onTestFinished(close);
    return {
      consumer,
      close: () => (died ? Promise.resolve() : close()),
      die: () => {
        died = true;
        this.cluster.cut(log);
        ended.reject(new Error('the process is gone'));
      },
    };
  }

  /** Appends a command; `n` says which it is. Answers its id. */
  async send(key: string, n: number): Promise<string> {
    const id = newCommandId('counts');
    const record: DomainRecord = {
      kind: 'command',
      id: id as string as RecordId,
      source: 'counts',
      type: 'counts.count',
      time: new Date().toISOString(),
      key,
      data: { name: key, by: n },
      correlationId: id,
    };
    await this.log.append(TOPIC, [encodeRecord(record)]);
    return id;
  }

  /** The effects of a key, in the order in which they took place. */
  async effects(key: string): Promise<readonly number[]> {
    return (await this.store.reader.get<number[]>(key)) ?? [];
  }

  /** All that is told of a command from now on. */
  async heard(id: string): Promise<CommandUpdate[]> {
    const updates: CommandUpdate[] = [];
    const listening = await this.board.watchCommand(id, (update) => updates.push(update));
    onTestFinished(() => listening.close());
    return updates;
  }
}

/** Waits until it is true. */
export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });
