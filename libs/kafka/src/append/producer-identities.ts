import type { KafkaCluster } from '../client/cluster.js';
import { assertAccepted } from '../errors.js';

/** What Kafka knows this process's batches by. Sequences are counted per identity and partition. */
export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly epoch: number;
}

/** The identity that new sequences begin under; given by a broker. */
export class ProducerIdentities {
  readonly #cluster: KafkaCluster;
  #current: ProducerIdentity | undefined;
  #renewing: Promise<void> | undefined;

  constructor(cluster: KafkaCluster) {
    this.#cluster = cluster;
  }

  get current(): ProducerIdentity | undefined {
    return this.#current;
  }

  /**
   * No new sequence begins under this identity: under it a batch may lie in the log that its
   * sender gave up, and another batch with the same numbers would be dropped as its repeat.
   */
  retire(identity: ProducerIdentity | undefined): void {
    if (this.#current === identity) this.#current = undefined;
  }

  /** Gets a new identity; concurrent calls get one. */
  renew(): Promise<void> {
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(): Promise<void> {
    const link = await this.#cluster.any();
    const answer = await this.#cluster.send(link, (to) =>
      to.protocol<{ errorCode: number; producerId: string; producerEpoch: number }>(
        'InitProducerId',
        { transactionTimeout: 60_000 },
      ),
    );
    assertAccepted(answer.errorCode, 'Getting a producer identity');
    this.#current = { producerId: BigInt(answer.producerId), epoch: answer.producerEpoch };
  }
}
