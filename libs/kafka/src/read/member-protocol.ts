import type { TopicPartition } from '@metamorphosis/core';
import { ByteReader } from '../records/byte-reader.js';
import { ByteWriter } from '../records/byte-writer.js';

/** What a member tells the leader of its group. */
export interface MemberMetadata {
  readonly topics: readonly string[];
  /** The incarnations that it knows; a member that knows others than before makes the group deal anew. */
  readonly incarnations: readonly string[];
}

/** The name under which members agree on how partitions are dealt. */
export const PROTOCOL_NAME = 'metamorphosis-1';

const VERSION = 0;

export function encodeMetadata({ topics, incarnations }: MemberMetadata): Buffer {
  const userData = Buffer.from(JSON.stringify(incarnations));
  return new ByteWriter()
    .int16(VERSION)
    .array(topics, (to, topic) => to.string(topic))
    .int32(userData.length)
    .bytes(userData)
    .finish().buffer;
}

/** The topics that a member wants. */
export function decodeTopics(metadata: Buffer): readonly string[] {
  const reader = new ByteReader(metadata);
  reader.int16(); // version
  return reader.array((from) => from.string());
}

export function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const byTopic = [...Map.groupBy(partitions, ({ topic }) => topic)];
  return new ByteWriter()
    .int16(VERSION)
    .array(byTopic, (to, [topic, own]) => {
      to.string(topic).array(own, (into, { partition }) => into.int32(partition));
    })
    .int32(0)
    .finish().buffer;
}

export function decodeAssignment(assignment: Buffer): readonly TopicPartition[] {
  if (assignment.length === 0) return [];
  const reader = new ByteReader(assignment);
  reader.int16(); // version
  return reader
    .array((from) => {
      const topic = from.string();
      return from.array((own): TopicPartition => ({ topic, partition: own.int32() }));
    })
    .flat();
}
