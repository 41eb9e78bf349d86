import {
  within,
  type EventLog,
  type Lifecycle,
  type Logger,
  type LogReader,
  type LogRecord,
} from '@metamorphosis/core';
import { AUDIT_TOPIC, parseAuditEntry, type AuditEntry } from './audit-entry.js';

/** How many entries a manager can show; the topic has all. */
const SHOWN = 1000;
const RETENTION_MS = 90 * 24 * 60 * 60 * 1000;
/** An operator who has to act while the log is away is not kept waiting longer. */
const WRITE_MS = 3000;
/** How long a question waits for what is on the log already. */
const READ_MS = 3000;

/** Makes the topic of the audit trail when it is missing. Rejects like `createTopics`. */
export function createAuditTopic(log: EventLog): Promise<void> {
  return log.createTopics([{ name: AUDIT_TOPIC, partitions: 1, retentionMs: RETENTION_MS }]);
}

/**
 * What operators asked for, durable on the log: an entry when it begins, the same with its answers when it
 * is over. Shows the newest of all managers.
 */
export class AuditTrail implements Lifecycle {
  private readonly entries = new Map<string, AuditEntry>();
  private readonly reader: LogReader;
  /** The offset behind the newest entry that was read. */
  private position = 0;
  private readonly waiting = new Set<{ readonly end: number; readonly reached: () => void }>();

  /** Begins to read; the topic may not exist yet. */
  constructor(
    private readonly log: EventLog,
    instance: string,
    private readonly logger: Logger,
    private readonly redact: (text: string) => string,
  ) {
    this.reader = log.read(
      {
        group: `${AUDIT_TOPIC}.${instance}`,
        topics: [AUDIT_TOPIC],
        startAt: async () => {
          const [range] = await log.ranges(AUDIT_TOPIC);
          // Two records for each entry.
          const start = Math.max(range?.earliest ?? 0, (range?.end ?? 0) - 2 * SHOWN);
          this.reach(start);
          return start;
        },
      },
      {
        onAssigned: () => undefined,
        onRevoked: () => Promise.resolve(),
        onRecords: (_assignment, records) => records.forEach((record) => this.take(record)),
        onHealth: () => undefined,
      },
    );
  }

  /**
   * Writes an entry down. Does not reject: while the log is away an operator may still have to kill a
   * process; the entry is then in this process's own log.
   */
  async write(entry: AuditEntry): Promise<void> {
    const value = this.redact(JSON.stringify(entry));
    const writing = this.log
      .append(AUDIT_TOPIC, [{ key: entry.id, value, headers: { 'mm-version': '1' } }])
      .then(() => true)
      .catch((error: unknown) => {
        this.logger.error({ err: error, entry }, 'the audit trail could not be written');
        return true;
      });
    if (await within(writing, WRITE_MS, false)) return;
    this.logger.error({ entry }, `the audit trail was not written within ${WRITE_MS} ms`);
  }

  /**
   * Newest first, those before the entry with an id. Includes what lies on the log when it is asked; while that
   * cannot be read, what is known here.
   */
  async newest(first: number, before?: string | null): Promise<readonly AuditEntry[]> {
    await within(this.caughtUp(), READ_MS, undefined);
    const all = [...this.entries.values()].reverse();
    const start = before == null ? 0 : all.findIndex(({ id }) => id === before) + 1;
    return before != null && start === 0 ? [] : all.slice(start, start + first);
  }

  async close(): Promise<void> {
    await this.reader.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async caughtUp(): Promise<void> {
    const [range] = await this.log.ranges(AUDIT_TOPIC).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the end of the audit trail is not known');
      return [];
    });
    const end = range?.end ?? 0;
    if (this.position >= end) return;
    const { promise, resolve: reached } = Promise.withResolvers<void>();
    const waiting = { end, reached };
    this.waiting.add(waiting);
    await within(promise, READ_MS, undefined);
    this.waiting.delete(waiting);
  }

  private reach(position: number): void {
    this.position = Math.max(this.position, position);
    for (const each of this.waiting) {
      if (each.end > this.position) continue;
      this.waiting.delete(each);
      each.reached();
    }
  }

  private take(record: LogRecord): void {
    this.keep(record);
    this.reach(record.offset + 1);
  }

  private keep({ value, offset }: LogRecord): void {
    const entry = parseAuditEntry(value);
    if (!entry) {
      this.logger.warn({ offset }, 'a record of the audit trail is none; it is passed over');
      return;
    }
    this.entries.set(entry.id, entry);
    if (this.entries.size <= SHOWN) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
