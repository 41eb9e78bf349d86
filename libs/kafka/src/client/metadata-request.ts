import { internals, type Decoder, type Encoded, type Protocol } from './kafkajs-internals.js';

export interface PartitionMetadata {
  readonly partition: number;
  readonly errorCode: number;
  /** -1 while there is none. */
  readonly leader: number;
}

export interface TopicMetadata {
  readonly name: string;
  readonly errorCode: number;
  /** Given by Kafka when the topic was made, and never to another one. */
  readonly topicId: string;
  readonly partitions: readonly PartitionMetadata[];
}

export interface ClusterMetadata {
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
  }[];
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

const VERSION = 10;

/**
 * Metadata in version 10, the first that tells topic ids; kafkajs ends at 6. Asks about `topics`
 * only, and makes none.
 */
export function metadataRequest(topics: readonly string[]): Protocol<ClusterMetadata> {
  return {
    request: {
      apiKey: internals.apiKeys['Metadata'] ?? 3,
      apiVersion: VERSION,
      apiName: 'Metadata',
      encode: () => Promise.resolve(encode(topics)),
    },
    response: { decode },
  };
}

const NO_TAGS = Buffer.of(0);
const NO_ID = Buffer.alloc(16);

function encode(topics: readonly string[]): Encoded {
  const names = topics.flatMap((topic) => {
    const name = Buffer.from(topic);
    return [NO_ID, compactLength(name.length), name, NO_TAGS];
  });
  const noAutoCreation = Buffer.of(0, 0, 0);
  // The first empty tag section belongs to the header, which kafkajs writes without one.
  const parts = [NO_TAGS, compactLength(topics.length), ...names, noAutoCreation, NO_TAGS];
  const buffer = Buffer.concat(parts);
  return { buf: buffer, buffer };
}

/** Lengths of compact strings and arrays: one more than they are, as an unsigned varint. */
function compactLength(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length + 1;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.of(...bytes, rest);
}

function decode(raw: Buffer): ClusterMetadata {
  const decoder = new internals.Decoder(raw);
  decoder.readTaggedFields();
  decoder.readInt32(); // throttle time
  const brokers = decoder.readUVarIntArray(readBroker) ?? [];
  decoder.readUVarIntString(); // cluster id
  const controllerId = decoder.readInt32();
  return { brokers, controllerId, topics: decoder.readUVarIntArray(readTopic) ?? [] };
}

function readBroker(decoder: Decoder): ClusterMetadata['brokers'][number] {
  const nodeId = decoder.readInt32();
  const host = decoder.readUVarIntString() ?? '';
  const port = decoder.readInt32();
  decoder.readUVarIntString(); // rack
  decoder.readTaggedFields();
  return { nodeId, host, port };
}

function readTopic(decoder: Decoder): TopicMetadata {
  const errorCode = decoder.readInt16();
  const name = decoder.readUVarIntString() ?? '';
  const topicId = decoder.readBytes(16).toString('hex');
  decoder.readBoolean(); // internal
  const partitions = decoder.readUVarIntArray(readPartition) ?? [];
  decoder.readInt32(); // authorized operations
  decoder.readTaggedFields();
  return { name, errorCode, topicId, partitions };
}

function readPartition(decoder: Decoder): PartitionMetadata {
  const errorCode = decoder.readInt16();
  const partition = decoder.readInt32();
  const leader = decoder.readInt32();
  decoder.readInt32(); // leader epoch
  for (let i = 0; i < 3; i += 1) decoder.readUVarIntArray((d) => d.readInt32()); // replicas
  decoder.readTaggedFields();
  return { partition, errorCode, leader };
}
