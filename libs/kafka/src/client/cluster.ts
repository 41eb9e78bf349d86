import { assertAccepted, NotSent } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { BrokerLink, type Address, type SendOptions } from './broker-link.js';
import type { Protocol } from './kafkajs-internals.js';
import { metadataRequest, type ClusterMetadata } from './metadata-request.js';

/** A request, made for the broker that it goes to. */
export type MakeRequest<T> = (link: BrokerLink) => Protocol<T>;

/**
 * The brokers, as one user of them sees them: readers, appends and administration each have their
 * own, since a broker answers the requests of a connection one after the other.
 */
export class KafkaCluster {
  readonly #options: CompiledOptions;
  readonly #links = new Map<number, BrokerLink>();
  readonly #addresses = new Map<number, Address>();
  #seed: BrokerLink | undefined;
  #nextSeed = 0;
  #controllerId = -1;
  #closed = false;

  constructor(options: CompiledOptions) {
    this.#options = options;
    // Not all processes should begin at the same broker.
    this.#nextSeed = Math.floor(Math.random() * options.brokers.length);
  }

  /** Asks about topics, and learns where the brokers are. */
  async metadata(topics: readonly string[]): Promise<ClusterMetadata> {
    const link = await this.#any();
    const metadata = await this.send(link, () => metadataRequest(topics));
    this.#learn(metadata);
    return metadata;
  }

  /** The link to a broker. Throws NotSent when no metadata names it. */
  link(nodeId: number): BrokerLink {
    const known = this.#links.get(nodeId);
    if (known?.isUsable) return known;
    known?.destroy();
    const address = this.#addresses.get(nodeId);
    if (address === undefined || this.#closed) throw new NotSent(`Broker ${nodeId} is not known`);
    const link = new BrokerLink(address, this.#options);
    this.#links.set(nodeId, link);
    return link;
  }

  /** The broker that makes topics. */
  async controller(): Promise<BrokerLink> {
    if (!this.#addresses.has(this.#controllerId)) await this.metadata([]);
    return this.link(this.#controllerId);
  }

  /** The broker that coordinates a group. */
  async coordinator(groupId: string): Promise<BrokerLink> {
    const asked = await this.#any();
    const { errorCode, coordinator } = await this.send(asked, (link) =>
      link.protocol<{ errorCode: number; coordinator: Address & { nodeId: number } }>(
        'GroupCoordinator',
        { groupId, coordinatorType: 0 },
      ),
    );
    assertAccepted(errorCode, `Finding the coordinator of ${groupId}`);
    const { nodeId, host, port } = coordinator;
    this.#move(nodeId, { host, port });
    return this.link(nodeId);
  }

  /** Sends with the usual patience. */
  send<T>(link: BrokerLink, make: MakeRequest<T>, options?: Partial<SendOptions>): Promise<T> {
    return link.send(make, { timeoutMs: this.#options.requestTimeoutMs, ...options });
  }

  /** Any broker that can be reached. */
  any(): Promise<BrokerLink> {
    return this.#any();
  }

  /** Cuts every connection; what waits for an answer fails. */
  destroy(): void {
    this.#closed = true;
    this.#seed?.destroy();
    for (const link of this.#links.values()) link.destroy();
  }

  async #any(): Promise<BrokerLink> {
    const failures: unknown[] = [];
    const usable = [...this.#links.values()].find((link) => link.isUsable);
    const candidates = [
      ...(usable === undefined ? [] : [() => usable]),
      ...[...this.#addresses.keys()].map((nodeId) => () => this.link(nodeId)),
      ...this.#options.brokers.map(() => () => this.#seedLink()),
    ];
    for (const candidate of candidates) {
      try {
        const link = candidate();
        await link.open();
        return link;
      } catch (error) {
        failures.push(error);
      }
    }
    throw new NotSent(`None of the brokers can be reached: ${String(failures.at(-1))}`, {
      cause: new AggregateError(failures),
    });
  }

  #seedLink(): BrokerLink {
    if (this.#seed?.isUsable) return this.#seed;
    this.#seed?.destroy();
    const { brokers } = this.#options;
    const address = brokers[this.#nextSeed++ % brokers.length];
    if (address === undefined || this.#closed) throw new NotSent('The connections were closed');
    this.#seed = new BrokerLink(address, this.#options);
    return this.#seed;
  }

  #learn({ brokers, controllerId }: ClusterMetadata): void {
    this.#controllerId = controllerId;
    const gone = new Set(this.#addresses.keys());
    for (const { nodeId, host, port } of brokers) {
      gone.delete(nodeId);
      this.#move(nodeId, { host, port });
    }
    // An empty answer comes from a broker that is just starting: it says nothing about the others.
    if (brokers.length === 0) return;
    for (const nodeId of gone) {
      this.#addresses.delete(nodeId);
      this.#links.get(nodeId)?.destroy();
      this.#links.delete(nodeId);
    }
  }

  #move(nodeId: number, address: Address): void {
    const before = this.#addresses.get(nodeId);
    if (before?.host === address.host && before.port === address.port) return;
    this.#addresses.set(nodeId, address);
    this.#links.get(nodeId)?.destroy();
    this.#links.delete(nodeId);
    const seed = this.#seed;
    if (
      seed?.isUsable &&
      seed.address.host === address.host &&
      seed.address.port === address.port
    ) {
      this.#links.set(nodeId, seed);
      this.#seed = undefined;
    }
  }
}
