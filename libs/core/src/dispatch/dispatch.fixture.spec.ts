import { onTestFinished, vi } from 'vitest';
import { silentLogger } from '../lifecycle/logger.js';
import type { EventLog, LogRecord } from '../log/event-log.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { MemoryTx } from '../store/memory-tx.js';
import type { Fence, LeaseKey, Store } from '../store/store.js';
import { Consumer, type ConsumerLimits, type ConsumerOptions } from './consumer.js';

export const TOPIC = 'counts.commands';
export const GROUP = 'counts.commands';

/** One record in hand. */
export interface Turn {
  readonly by: string;
  readonly record: LogRecord;
  readonly fence: Fence | undefined;
  readonly signal: AbortSignal;
  /** Lets the handler go on: it commits its unit of work and ends. */
  end(): void;
  /** Lets the handler fail in a way that no delivery may. */
  fail(error: Error): void;
  /** Settles when nothing of it runs any more. */
  readonly over: Promise<void>;
  isOver: boolean;
}

/** How a consumer of the fixture is made. */
export interface Made {
  readonly name: string;
  readonly limits?: Partial<ConsumerLimits>;
  /** Handlers wait until their turn is ended. @default false */
  readonly held?: boolean;
  readonly claim?: (key: LeaseKey) => Promise<Fence>;
  readonly paused?: boolean;
  readonly offsets?: 'after' | 'first';
  readonly startAt?: ConsumerOptions['startAt'];
}

/** Consumers of one group on one log and one database; each has handles of its own, as a process has. */
export class DispatchFixture {
  readonly cluster = new MemoryLogCluster();
  readonly database = new MemoryDatabase();
  readonly log: EventLog = createMemoryEventLog(this.cluster);
  readonly store: Store<MemoryTx> = createMemoryStore({ database: this.database });
  /** All turns, in the order in which they began. */
  readonly turns: Turn[] = [];
  readonly logs = new Map<string, EventLog>();

  static async create(partitions = 1): Promise<DispatchFixture> {
    const fixture = new DispatchFixture();
    await fixture.log.createTopics([{ name: TOPIC, partitions }]);
    return fixture;
  }

  consumer({
    name,
    limits,
    held = false,
    claim,
    paused = false,
    offsets = 'after',
    startAt,
  }: Made): Consumer {
    const log = createMemoryEventLog(this.cluster);
    this.logs.set(name, log);
    const options: ConsumerOptions = {
      log,
      name: 'commands',
      group: GROUP,
      topics: [TOPIC],
      paused,
      offsets,
      ...(startAt && { startAt }),
      claim: claim ?? ((key) => this.store.takeLease(key, name)),
      deliver: (record, { fence, signal }) => this.deliver(name, held, record, fence, signal),
      limits: { commitIntervalMs: 5, drainTimeoutMs: 200, ...limits },
      logger: silentLogger,
    };
    const consumer = new Consumer(options);
    onTestFinished(async () => {
      for (const turn of this.turns) turn.end();
      await consumer.close();
      await log.close();
    });
    return consumer;
  }

  private deliver(
    by: string,
    held: boolean,
    record: LogRecord,
    fence: Fence | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const gate = Promise.withResolvers<void>();
    if (!held) gate.resolve();
    const { topic, partition, offset } = record;
    const inbox = { consumer: 'commands', recordId: `${topic}/${partition}/${offset}` };
    const work = gate.promise.then(async () => {
      await this.store.unit({ ...(fence && { fence }), inbox, timeoutMs: 5000 }, async (tx) => {
        await tx.set(inbox.recordId, by);
        return { writes: 'keep', outbox: [] };
      });
    });
    const turn: Turn = {
      by,
      record,
      fence,
      signal,
      end: gate.resolve,
      fail: gate.reject,
      over: work.then(
        () => undefined,
        () => undefined,
      ),
      isOver: false,
    };
    void turn.over.then(() => (turn.isOver = true));
    this.turns.push(turn);
    return work;
  }

  /** Appends one record for each key. */
  async append(...keys: string[]): Promise<void> {
    await this.log.append(
      TOPIC,
      keys.map((key) => ({ key, value: 'x', headers: {} })),
    );
  }

  /** The turns of an offset, in the order in which they began. */
  turnsOf(offset: number): readonly Turn[] {
    return this.turns.filter(({ record }) => record.offset === offset);
  }

  /** Waits until an offset has begun for the nth time. */
  async turn(offset: number, nth = 1): Promise<Turn> {
    return vi.waitFor(() => {
      const found = this.turnsOf(offset)[nth - 1];
      if (!found) throw new Error(`offset ${offset} has begun ${nth - 1} times`);
      return found;
    }, 5000);
  }

  /** What the group committed for partition 0. */
  async committed(): Promise<number | undefined> {
    return (await this.log.committed(GROUP, TOPIC)).get(0);
  }

  /** Who wrote the effect of an offset. */
  effectOf(offset: number): Promise<string | undefined> {
    return this.store.reader.get<string>(`${TOPIC}/0/${offset}`);
  }
}

/** Shows that it is so for the whole of a window. */
export async function staysSo(windowMs: number, check: () => void): Promise<void> {
  const end = performance.now() + windowMs;
  while (performance.now() < end) {
    check();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until it is true. */
export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });
