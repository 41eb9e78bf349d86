import { internals, type Protocol } from '../client/kafkajs-internals.js';
import { ByteReader } from '../records/byte-reader.js';
import { ByteWriter } from '../records/byte-writer.js';

/** One partition's part of a produce request. */
export interface ProducePart {
  readonly topic: string;
  readonly partition: number;
  /** The record batch; encoded when the request is. */
  encode(): Buffer;
}

/** What became of one part. */
export interface ProduceResult {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset: number;
}

const VERSION = 7;
const ALL_REPLICAS = -1;

/** Appends batches to partitions of one leader. Answers each partition's own result: kafkajs would throw the first error and hide what was appended. */
export function produceRequest(
  parts: readonly ProducePart[],
  timeoutMs: number,
): Protocol<readonly ProduceResult[]> {
  return {
    request: {
      apiKey: internals.apiKeys['Produce'] ?? 0,
      apiVersion: VERSION,
      apiName: 'Produce',
      encode: () => {
        const byTopic = [...Map.groupBy(parts, ({ topic }) => topic)];
        const writer = new ByteWriter()
          .int16(-1) // no transaction
          .int16(ALL_REPLICAS)
          .int32(timeoutMs)
          .array(byTopic, (to, [topic, ofTopic]) => {
            to.string(topic).array(ofTopic, (into, part) => {
              const batch = part.encode();
              into.int32(part.partition).int32(batch.length).bytes(batch);
            });
          });
        return Promise.resolve(writer.finish());
      },
    },
    response: { decode },
  };
}

function decode(raw: Buffer): readonly ProduceResult[] {
  return new ByteReader(raw)
    .array((reader) => {
      const topic = reader.string();
      return reader.array((part): ProduceResult => {
        const partition = part.int32();
        const errorCode = part.int16();
        const baseOffset = part.int64();
        part.int64(); // append time
        part.int64(); // log start offset
        return { topic, partition, errorCode, baseOffset };
      });
    })
    .flat();
}
