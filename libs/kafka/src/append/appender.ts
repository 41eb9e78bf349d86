import { errors } from '@metamorphosis/contract';
import { partitionOf, type AppendRecord, type Position } from '@metamorphosis/core';
import { KafkaCluster } from '../client/cluster.js';
import type { CompiledOptions } from '../options.js';
import { encodeRecord, RECORD_OVERHEAD_BYTES } from '../records/record-encoder.js';
import { AppendCall } from './append-call.js';
import { errorFor, judge } from './append-failure.js';
import { LaneSender } from './lane-sender.js';
import { PartitionLane, partsOf } from './partition-lane.js';
import { TopicDirectory } from './topic-directory.js';

const TICK_MS = 100;

/**
 * Takes appends, in the order of the calls: puts each record into the lane of its partition, and
 * holds the calls for a topic that is not known yet until it is.
 */
export class Appender {
  readonly #options: CompiledOptions;
  readonly #cluster: KafkaCluster;
  readonly #topics: TopicDirectory;
  readonly #sender: LaneSender;
  readonly #lanes = new Map<string, PartitionLane>();
  readonly #unplaced = new Map<string, AppendCall[]>();
  readonly #open = new Set<Promise<unknown>>();
  #ticking: NodeJS.Timeout | undefined;

  constructor(options: CompiledOptions) {
    this.#options = options;
    this.#cluster = new KafkaCluster(options);
    this.#topics = new TopicDirectory(this.#cluster);
    this.#sender = new LaneSender(options, this.#cluster, this.#topics);
  }

  append(topic: string, records: readonly AppendRecord[]): Promise<readonly Position[]> {
    if (records.length === 0) return Promise.resolve([]);
    const call = new AppendCall(topic, records, performance.now() + this.#options.appendTimeoutMs);
    this.#track(call);
    const waiting = this.#unplaced.get(topic);
    if (waiting !== undefined) waiting.push(call);
    else if (this.#topics.get(topic) !== undefined) this.#place(call);
    else {
      this.#unplaced.set(topic, [call]);
      this.#lookUp(topic);
    }
    return call.result;
  }

  /** Waits until every call has been answered, then cuts the connections. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#open);
    clearTimeout(this.#ticking);
    this.#cluster.destroy();
  }

  #track({ result }: AppendCall): void {
    this.#open.add(result);
    const done = (): void => void this.#open.delete(result);
    result.then(done, done);
    this.#ticking ??= setTimeout(() => this.#tick(), TICK_MS);
  }

  #tick(): void {
    this.#ticking = undefined;
    this.#sender.expire(performance.now());
    if (this.#open.size > 0) this.#ticking = setTimeout(() => this.#tick(), TICK_MS);
  }

  #lookUp(topic: string): void {
    this.#topics.refresh(topic).then(
      () => {
        const calls = this.#unplaced.get(topic) ?? [];
        this.#unplaced.delete(topic);
        for (const call of calls) this.#place(call);
      },
      (error: unknown) => this.#onLookUpFailed(topic, error),
    );
  }

  #onLookUpFailed(topic: string, error: unknown): void {
    const isFinal = judge(error) === 'refused';
    const now = performance.now();
    const byFate = Map.groupBy(this.#unplaced.get(topic) ?? [], ({ deadline }) =>
      isFinal || deadline <= now ? 'over' : 'waiting',
    );
    // Looking up appends nothing, however it failed.
    for (const call of byFate.get('over') ?? []) call.refuse(errorFor(call, error, false));
    const waiting = byFate.get('waiting');
    if (waiting === undefined) this.#unplaced.delete(topic);
    else {
      this.#unplaced.set(topic, waiting);
      setTimeout(() => this.#lookUp(topic), TICK_MS);
    }
  }

  #place(call: AppendCall): void {
    const { maxRecordBytes } = this.#options;
    const bodies = call.records.map(encodeRecord);
    const largest = Math.max(...bodies.map(({ length }) => length)) + RECORD_OVERHEAD_BYTES;
    if (largest > maxRecordBytes) {
      const limit = `${maxRecordBytes} bytes (maxRecordBytes)`;
      return call.refuse(
        errors.VALIDATION_FAILED([
          `A record for ${call.topic} has ${largest} bytes; at most ${limit}`,
        ]),
      );
    }
    const count = this.#topics.get(call.topic)?.partitions.length ?? 1;
    const byPartition = Map.groupBy(call.records.keys(), (index) =>
      partitionOf(call.records[index]?.key ?? '', count),
    );
    const placed = [...byPartition].flatMap(([partition, indexes]) => {
      const lane = this.#lane(call.topic, partition);
      return partsOf(call, indexes, bodies, maxRecordBytes).map((part) => ({ lane, part }));
    });
    call.split(placed.length);
    for (const { lane, part } of placed) {
      lane.add(part);
      this.#sender.wake(lane);
    }
  }

  #lane(topic: string, partition: number): PartitionLane {
    const key = `${partition}/${topic}`;
    let lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, (lane = new PartitionLane(topic, partition)));
    return lane;
  }
}
