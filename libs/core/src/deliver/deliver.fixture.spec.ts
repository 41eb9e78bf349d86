import { onTestFinished, vi } from 'vitest';
import {
  encodeRecord,
  newCommandId,
  newRecordId,
  type CommandUpdate,
  type DomainRecord,
  type RecordId,
} from '@metamorphosis/contract';
import { BoardMemory } from '../board/board-memory.js';
import { createMemoryBoard } from '../board/memory-board.js';
import type { Ownership } from '../dispatch/delivery.js';
import { silentLogger } from '../lifecycle/logger.js';
import type { LogRecord } from '../log/event-log.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { count, counted, type CountArgs } from '../path/path.fixture.spec.js';
import type { CommandDefinition } from '../service/definitions.js';
import type {
  CommandHandler,
  EventGuarantee,
  EventRun,
  HandlerContext,
  ReadingContext,
  ReceivedEvent,
} from '../service/handlers.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import type { MemoryTx } from '../store/memory-tx.js';
import { createCommandDelivery } from './deliver-command.js';
import { createEventDelivery } from './deliver-event.js';
import { createNotifier } from './notifier.js';
import type { RetryPolicy } from './retry-policy.js';

export type Handle = CommandHandler<CountArgs, unknown, MemoryTx>['handle'];

/** Handles `counted`; with any guarantee. */
export type HandleEvent = (
  event: ReceivedEvent<typeof counted>,
  context: HandlerContext<MemoryTx> & ReadingContext<MemoryTx>,
) => EventRun;

/** One worker's delivery of records that a test hands it. */
export class DeliveryBench {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly database = new MemoryDatabase();
  readonly log = createMemoryEventLog(this.cluster);
  readonly board = createMemoryBoard({ memory: this.memory });
  /** The callers' handle. */
  readonly callers = createMemoryBoard({ memory: this.memory });
  readonly store = createMemoryStore({ database: this.database });
  readonly notifier = createNotifier(this.board, this.store, silentLogger);
  readonly lost = new AbortController();
  private offset = 0;

  constructor() {
    onTestFinished(() => this.notifier.close());
  }

  /** A command's record as it is read from the log. */
  command(facts: Partial<DomainRecord> = {}): LogRecord {
    const id = newCommandId('counts');
    return this.read({
      kind: 'command',
      id: id as string as RecordId,
      source: 'counts',
      type: 'counts.count',
      time: new Date().toISOString(),
      key: 'a',
      data: { name: 'a', by: 1 },
      correlationId: id,
      ...facts,
    });
  }

  event(facts: Partial<DomainRecord> = {}): LogRecord {
    return this.read({
      kind: 'event',
      id: newRecordId(),
      source: 'counts',
      type: counted.type,
      time: new Date().toISOString(),
      key: 'a',
      data: { name: 'a', total: 1 },
      correlationId: 'c',
      ...facts,
    });
  }

  private read(record: DomainRecord): LogRecord {
    const { key, value, headers } = encodeRecord(record);
    return this.raw({ key, headers, value: new TextEncoder().encode(value) });
  }

  /** Any record, at the next offset. */
  raw(record: Pick<LogRecord, 'key' | 'headers' | 'value'>): LogRecord {
    const place = { topic: 'counts.commands', partition: 0, offset: this.offset++ };
    return { ...place, timestamp: Date.now(), ...record };
  }

  /** Delivers a command's record with a handler. */
  async deliver(
    record: LogRecord,
    handle: Handle,
    options: {
      readonly guarantee?: 'effectively-once' | 'at-least-once';
      readonly definition?: CommandDefinition;
      readonly timeoutMs?: number;
      readonly ownership?: Ownership;
      readonly maxAttempts?: number;
      /** What the handler itself says of its retries. */
      readonly declared?: Partial<RetryPolicy>;
    } = {},
  ): Promise<void> {
    const {
      guarantee = 'effectively-once',
      definition = count,
      timeoutMs,
      maxAttempts = 3,
      declared,
    } = options;
    const deliver = createCommandDelivery<MemoryTx>({
      consumer: 'commands',
      commands: [{ definition, handler: { handle, guarantee, retry: declared } }],
      log: this.log,
      store: this.store,
      notifier: this.notifier,
      retry: { maxAttempts, firstMs: 1, maxMs: 2 },
      ...(timeoutMs !== undefined && { timeoutMs }),
      logger: silentLogger,
    });
    await deliver(record, options.ownership ?? { signal: this.lost.signal });
  }

  /** Delivers an event's record to a consumer. */
  async consume(
    consumer: string,
    record: LogRecord,
    handle: HandleEvent,
    options: {
      readonly guarantee?: EventGuarantee;
      readonly timeoutMs?: number;
      readonly ownership?: Ownership;
    } = {},
  ): Promise<void> {
    const deliver = createEventDelivery<MemoryTx>({
      consumer,
      events: [counted],
      handler: { handle },
      ownTopics: new Set(['audit']),
      ...options,
      log: this.log,
      store: this.store,
      notifier: this.notifier,
      retry: { maxAttempts: 3, firstMs: 1, maxMs: 2 },
      logger: silentLogger,
    });
    await deliver(record, options.ownership ?? { signal: this.lost.signal });
  }

  /** All that callers of a command are told, from now on. */
  async heard(record: LogRecord): Promise<CommandUpdate[]> {
    const updates: CommandUpdate[] = [];
    const id = record.headers['ce_id'] ?? '';
    const listening = await this.callers.watchCommand(id, (update) => updates.push(update));
    onTestFinished(() => listening.close());
    return updates;
  }
}

/** Waits until it is true. */
export const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });
