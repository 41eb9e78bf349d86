import { errors } from '@metamorphosis/contract';
import type { Connection } from '../sqlite/connection.js';

/** A topic, as its row says. */
export interface Topic {
  readonly name: string;
  readonly incarnation: string;
  readonly partitions: number;
  /** The slot of partition 0; the others follow. */
  readonly firstSlot: number;
  /** Null: unlimited. */
  readonly retentionMs: number | null;
  readonly compacted: boolean;
}

/** A row of the table `topic`. */
interface TopicRow {
  readonly name: string;
  readonly incarnation: string;
  readonly partitions: number;
  readonly first_slot: number;
  readonly retention_ms: number | null;
  readonly compacted: number;
}

function toTopic(row: TopicRow): Topic {
  return {
    name: row.name,
    incarnation: row.incarnation,
    partitions: row.partitions,
    firstSlot: row.first_slot,
    retentionMs: row.retention_ms,
    compacted: row.compacted === 1,
  };
}

/** The number that changes with topics, members and assignments. */
export function controlVersion(db: Connection): number {
  return db.get<{ version: number }>('SELECT version FROM control')?.version ?? 0;
}

/** To be called in every transaction that changes topics, members or assignments. */
export function bumpControl(db: Connection): void {
  db.run('UPDATE control SET version = version + 1');
}

/** The topic as its row says now. */
export function findTopic(db: Connection, name: string): Topic | undefined {
  const row = db.get<TopicRow>('SELECT * FROM topic WHERE name = ?', name);
  return row === undefined ? undefined : toTopic(row);
}

/** All topics. */
export function allTopics(db: Connection): readonly Topic[] {
  return db.all<TopicRow>('SELECT * FROM topic').map(toTopic);
}

/** Remembers topics for as long as nothing has changed. One for each connection that asks. */
export class TopicCache {
  readonly #topics = new Map<string, Topic>();
  #version = -1;

  /** The topic; undefined when there is none of this name. */
  find(db: Connection, name: string): Topic | undefined {
    const version = controlVersion(db);
    if (version !== this.#version) {
      this.clear();
      this.#version = version;
    }
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const topic = findTopic(db, name);
    if (topic !== undefined) this.#topics.set(name, topic);
    return topic;
  }

  /** Forgets everything. */
  clear(): void {
    this.#topics.clear();
  }

  /** The topic, or TOPIC_UNKNOWN. */
  get(db: Connection, name: string): Topic {
    const topic = this.find(db, name);
    if (topic === undefined) throw errors.TOPIC_UNKNOWN([name]);
    return topic;
  }
}
