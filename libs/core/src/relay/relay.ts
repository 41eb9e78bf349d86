import type { Board } from '../board/board.js';
import type { Lifecycle, Subscription } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import type {
  Assignment,
  EventLog,
  LogHealth,
  LogReader,
  PartitionRange,
} from '../log/event-log.js';
import { PartitionRelay } from './partition-relay.js';

/** What a relay is made of. */
export interface RelayOptions {
  readonly log: EventLog;
  readonly board: Board;
  /** The event topics to copy. They must exist, or be made soon. */
  readonly topics: readonly string[];
  /** Relays of one group share the partitions. @default 'metamorphosis.relay' */
  readonly group?: string;
  readonly onHealth?: (health: LogHealth) => void;
  readonly logger: Logger;
}

/** Records waiting for the board at which a partition is no longer fetched. */
const MAX_WAITING = 5000;

/**
 * Moves events from the log to the board's streams, each exactly once and in order: the position moves
 * in the same step as the entries. It is no consumer: nothing is committed on the log.
 */
export class Relay implements Lifecycle {
  private readonly reader: LogReader;
  private readonly relays = new Map<Assignment, PartitionRelay>();
  private readonly reconnects: Subscription;
  private readonly throttled = new Set<Assignment>();
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly options: RelayOptions) {
    const { log, board, topics, group = 'metamorphosis.relay' } = options;
    this.reader = log.read(
      {
        group,
        topics,
        // Where to begin is the board's word; until it was asked, the beginning is as good as any.
        startAt: async ({ topic, partition }) =>
          (await this.range(topic, partition))?.earliest ?? 0,
      },
      {
        onAssigned: (assignment) => this.relays.set(assignment, this.relay(assignment)),
        onRevoked: (assignment) => {
          this.relays.delete(assignment);
          this.throttled.delete(assignment);
          return Promise.resolve();
        },
        onRecords: (assignment, records) => {
          const relay = this.relays.get(assignment);
          relay?.take(records);
          if (relay && relay.waiting > MAX_WAITING) {
            this.throttled.add(assignment);
            this.reader.pause(assignment);
          }
        },
        onHealth: (health) => options.onHealth?.(health),
      },
    );
    this.reconnects = board.onReconnect(() => {
      for (const relay of this.relays.values()) relay.check();
    });
    this.timer = setInterval(() => this.release(), 50);
  }

  private release(): void {
    for (const assignment of this.throttled) {
      if ((this.relays.get(assignment)?.waiting ?? 0) > MAX_WAITING / 2) continue;
      this.throttled.delete(assignment);
      this.reader.resume(assignment);
    }
  }

  private relay(assignment: Assignment): PartitionRelay {
    const { log, board, logger } = this.options;
    const { topic, partition } = assignment;
    const relay = new PartitionRelay({
      board,
      assignment,
      logger,
      seek: (offset) => this.reader.seek(assignment, offset),
      describe: async () => {
        const info = await log.topic(topic);
        const range = await this.range(topic, partition);
        if (!info || !range) return undefined;
        return { stream: { topic, partition, incarnation: info.incarnation }, ...range };
      },
    });
    relay.check();
    return relay;
  }

  private async range(topic: string, partition: number): Promise<PartitionRange | undefined> {
    const ranges = await this.options.log.ranges(topic);
    return ranges.find((range) => range.partition === partition);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.reconnects.close();
    await this.reader.close();
    this.relays.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
