import type { KafkaCluster } from '../client/cluster.js';
import { keyOf } from '../client/offsets.js';
import { assertAccepted, CODE, isRefusal, NotSent } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { errorFor, judge } from './append-failure.js';
import { encodeLaneBatch, type Batch, type PartitionLane } from './partition-lane.js';
import { produceRequest, type ProduceResult } from './produce-request.js';
import { ProducerIdentities } from './producer-identities.js';
import type { TopicDirectory } from './topic-directory.js';

interface Sending {
  readonly lane: PartitionLane;
  readonly batch: Batch;
}

const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 1_000;
/** The shortest time that a broker is given for an attempt. */
const MIN_ATTEMPT_MS = 1_000;

/**
 * Sends what lies in the lanes: whatever came together in one turn of the event loop, or waited for
 * the answer of its partition, goes as one batch per partition and one request per broker. A batch
 * is tried until its deadline, under one sequence, so that it lies in the log once.
 */
export class LaneSender {
  readonly #options: CompiledOptions;
  readonly #cluster: KafkaCluster;
  readonly #topics: TopicDirectory;
  readonly #identities: ProducerIdentities;
  /** Lanes that have something to send or to wait for. */
  readonly #busy = new Set<PartitionLane>();
  #flushing: NodeJS.Immediate | undefined;

  constructor(options: CompiledOptions, cluster: KafkaCluster, topics: TopicDirectory) {
    this.#options = options;
    this.#cluster = cluster;
    this.#topics = topics;
    this.#identities = new ProducerIdentities(cluster);
  }

  /** Says that a lane has something to send. */
  wake(lane: PartitionLane): void {
    this.#busy.add(lane);
    this.#schedule();
  }

  /** Gives up what is over at `now`; called often. */
  expire(now: number): void {
    for (const lane of this.#busy) {
      const late = lane.lastFailure ?? new NotSent('The broker was not reached in time');
      lane.expire(now, (call) => errorFor(call, late, false));
      const { batch } = lane;
      if (batch !== undefined && !batch.inFlight && batch.deadline <= now) {
        this.#giveUp(lane, batch, late);
      } else this.#settle(lane);
    }
  }

  // After the callbacks of this turn: what they append goes along.
  #schedule(): void {
    this.#flushing ??= setImmediate(() => {
      this.#flushing = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const now = performance.now();
    const ready = [...this.#busy].filter((lane) => lane.isReady(now));
    if (ready.length === 0) return;
    const identity = this.#identities.current;
    if (identity === undefined) {
      this.#identities.renew().then(
        () => this.#schedule(),
        (error: unknown) => ready.forEach((lane) => this.#postpone(lane, error)),
      );
      return;
    }
    const sendings = ready.flatMap((lane): Sending[] => {
      const batch = lane.nextBatch(identity, this.#options.maxRecordBytes);
      return batch === undefined ? [] : [{ lane, batch }];
    });
    const byLeader = Map.groupBy(sendings, ({ lane }) =>
      this.#topics.leader(lane.topic, lane.partition),
    );
    for (const [leader, group] of byLeader) {
      if (leader !== undefined) void this.#send(leader, group);
      else for (const { lane, batch } of group) this.#failed(lane, batch, new NotSent('No leader'));
    }
  }

  async #send(leader: number, sendings: readonly Sending[]): Promise<void> {
    const deadline = Math.min(...sendings.map(({ batch }) => batch.deadline));
    const timeoutMs = Math.ceil(Math.max(MIN_ATTEMPT_MS, deadline - performance.now()));
    for (const { batch } of sendings) batch.inFlight = true;
    try {
      const parts = sendings.map(({ lane: { topic, partition }, batch }) => ({
        topic,
        partition,
        encode: () => encodeLaneBatch(batch),
      }));
      const link = this.#cluster.link(leader);
      const results = await link.send(() => produceRequest(parts, timeoutMs), { timeoutMs });
      const byPartition = new Map(results.map((result) => [keyOf(result), result]));
      for (const { lane, batch } of sendings) {
        const result = byPartition.get(keyOf(lane));
        if (result === undefined) this.#failed(lane, batch, new Error('The answer is incomplete'));
        else this.#answered(lane, batch, result);
      }
    } catch (error) {
      for (const { lane, batch } of sendings) this.#failed(lane, batch, error);
    }
  }

  #answered(lane: PartitionLane, batch: Batch, { errorCode, baseOffset }: ProduceResult): void {
    try {
      assertAccepted(errorCode, `Appending to ${lane.topic}/${lane.partition}`);
    } catch (error) {
      return this.#failed(lane, batch, error);
    }
    lane.landed(batch, baseOffset);
    this.#settle(lane);
  }

  #failed(lane: PartitionLane, batch: Batch, error: unknown): void {
    batch.inFlight = false;
    const verdict = judge(error);
    const { topic, partition } = lane;
    this.#options.logger.debug({ err: error, topic, partition, verdict }, 'an append failed');
    if (verdict === 'unclear') batch.maybeLanded = true;
    if (isRefusal(error, CODE.MESSAGE_TOO_LARGE) && !batch.maybeLanded && lane.halve(batch)) {
      return this.#settle(lane);
    }
    // Kafka forgot the sequence of a batch that it may have taken: nobody can tell any more.
    const isLost = verdict === 'sequence' && batch.maybeLanded;
    if (verdict === 'refused' || isLost || performance.now() >= batch.deadline) {
      return this.#giveUp(lane, batch, error);
    }
    if (verdict === 'sequence') {
      this.#identities.retire(batch.stamp?.identity);
      lane.restamp(batch);
    }
    this.#postpone(lane, error);
  }

  #giveUp(lane: PartitionLane, batch: Batch, error: unknown): void {
    if (batch.maybeLanded) this.#identities.retire(batch.stamp?.identity);
    lane.giveUp(batch, (call) => errorFor(call, error, batch.maybeLanded));
    this.#settle(lane);
  }

  #settle(lane: PartitionLane): void {
    if (lane.isIdle) this.#busy.delete(lane);
    else if (lane.batch === undefined) this.#schedule();
  }

  #postpone(lane: PartitionLane, error: unknown): void {
    const backoff = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** lane.failures);
    lane.failures += 1;
    lane.lastFailure = error;
    lane.notBefore = performance.now() + backoff;
    setTimeout(() => this.#schedule(), backoff + 1);
    // The leader may be another one by now, and the topic may be gone.
    this.#topics.refresh(lane.topic).catch((cause: unknown) => {
      if (judge(cause) === 'refused') this.#abandon(lane, cause);
    });
  }

  #abandon(lane: PartitionLane, error: unknown): void {
    const { batch } = lane;
    if (batch?.inFlight === true) return;
    lane.expire(Infinity, (call) => errorFor(call, error, false));
    if (batch !== undefined) this.#giveUp(lane, batch, error);
    else this.#settle(lane);
  }
}
