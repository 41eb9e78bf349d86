import type { TopicPartition } from '@metamorphosis/core';
import { internals, type Protocol } from '../client/kafkajs-internals.js';
import { ByteReader } from '../records/byte-reader.js';
import { ByteWriter } from '../records/byte-writer.js';
import type { AbortedTransaction } from '../records/record-decoder.js';

/** From where a partition is fetched. */
export interface FetchPart extends TopicPartition {
  readonly position: number;
}

/** What a broker answered for one partition; the records are still encoded. */
export interface FetchResult extends TopicPartition {
  readonly errorCode: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly data: Buffer;
}

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
}

const VERSION = 11;
const READ_COMMITTED = 1;
/** Partitions that may be filled in one answer. */
const FULL_PARTITIONS = 8;

/** Fetches from one leader. Answers each partition's own result: kafkajs would throw the first error. */
export function fetchRequest(
  parts: readonly FetchPart[],
  { maxWaitMs, maxBytesPerPartition }: FetchLimits,
): Protocol<readonly FetchResult[]> {
  return {
    request: {
      apiKey: internals.apiKeys['Fetch'] ?? 1,
      apiVersion: VERSION,
      apiName: 'Fetch',
      encode: () => {
        const byTopic = [...Map.groupBy(parts, ({ topic }) => topic)];
        const writer = new ByteWriter()
          .int32(-1) // a consumer
          .int32(maxWaitMs)
          .int32(1) // bytes are enough for an answer
          .int32(maxBytesPerPartition * FULL_PARTITIONS)
          .int8(READ_COMMITTED)
          .int32(0) // no fetch session
          .int32(-1)
          .array(byTopic, (to, [topic, ofTopic]) => {
            to.string(topic).array(ofTopic, (into, { partition, position }) => {
              into
                .int32(partition)
                .int32(-1) // leader epoch: not known
                .int64(position)
                .int64(-1) // log start: a follower's
                .int32(maxBytesPerPartition);
            });
          })
          .array([], () => undefined)
          .string(''); // no rack
        return Promise.resolve(writer.finish());
      },
    },
    response: { decode },
  };
}

function decode(raw: Buffer): readonly FetchResult[] {
  const reader = new ByteReader(raw);
  reader.int32(); // throttle time
  reader.int16(); // error of the fetch session
  reader.int32(); // fetch session
  return reader
    .array((from) => {
      const topic = from.string();
      return from.array((part) => decodePart(topic, part));
    })
    .flat();
}

function decodePart(topic: string, part: ByteReader): FetchResult {
  const partition = part.int32();
  const errorCode = part.int16();
  part.int64(); // high watermark
  part.int64(); // last stable offset
  part.int64(); // log start
  const aborted = part.array((from) => ({
    producerId: from.bigint64(),
    firstOffset: from.int64(),
  }));
  part.int32(); // preferred replica
  const data = part.bytes(Math.max(0, part.int32()));
  return { topic, partition, errorCode, aborted, data };
}
