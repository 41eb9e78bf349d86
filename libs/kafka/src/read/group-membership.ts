import { within, type TopicPartition } from '@metamorphosis/core';
import type { BrokerLink } from '../client/broker-link.js';
import type { KafkaCluster, MakeRequest } from '../client/cluster.js';
import { assertAccepted, CODE, isRefusal, KafkaRefusal, MOVED } from '../errors.js';
import { dealPartitions } from './deal-partitions.js';
import {
  decodeAssignment,
  decodeTopics,
  encodeAssignment,
  encodeMetadata,
  PROTOCOL_NAME,
} from './member-protocol.js';

/** One deal of the group: what this member holds until the next one. */
export interface Generation {
  readonly id: number;
  readonly memberId: string;
  readonly partitions: readonly TopicPartition[];
}

/** How a member belongs to its group. */
export interface MembershipOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly revokeTimeoutMs: number;
}

interface JoinAnswer {
  readonly errorCode: number;
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
}

const JOIN_ATTEMPTS = 5;
const LEAVE_MS = 2_000;
/** What the other members get on top of their revocations before they are left behind. */
const REBALANCE_MARGIN_MS = 5_000;

/** Kafka's group protocol, as far as one member speaks it. It knows no partitions, only deals. */
export class GroupMembership {
  readonly #cluster: KafkaCluster;
  readonly #options: MembershipOptions;
  #coordinator: BrokerLink | undefined;
  #memberId = '';
  #introducing: Promise<unknown> = Promise.resolve();
  #isJoining = false;
  #isLeaving = false;

  constructor(cluster: KafkaCluster, options: MembershipOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Takes part in the next deal. Waits for all members; gives the leader's part if it falls to us. */
  async join(incarnations: readonly string[]): Promise<Generation> {
    this.#isJoining = true;
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#joinOnce(incarnations);
        } catch (error) {
          if (!this.#isAnotherDeal(error) || attempt >= JOIN_ATTEMPTS) throw error;
        }
      }
    } finally {
      this.#isJoining = false;
    }
  }

  /** Tells that this member lives. Rejects with the refusal that says what became of the deal. */
  async heartbeat(generation: Generation, timeoutMs: number): Promise<void> {
    const { errorCode } = await this.call(
      (link) =>
        link.protocol<{ errorCode: number }>('Heartbeat', {
          groupId: this.#options.group,
          groupGenerationId: generation.id,
          memberId: generation.memberId,
        }),
      timeoutMs,
    );
    this.check(errorCode, 'The heartbeat');
  }

  /** Sends to the coordinator, which is found when it is not known. */
  async call<T>(make: MakeRequest<T>, timeoutMs?: number, lane: 0 | 1 = 0): Promise<T> {
    try {
      if (this.#coordinator?.isUsable !== true) {
        this.#coordinator = await this.#cluster.coordinator(this.#options.group);
      }
      const limit = timeoutMs === undefined ? {} : { timeoutMs };
      return await this.#cluster.send(this.#coordinator, make, { lane, ...limit });
    } catch (error) {
      this.#coordinator = undefined;
      throw error;
    }
  }

  /** Throws the refusal; a coordinator that is not the coordinator any more is looked for anew. */
  check(code: number, what: string): void {
    if (MOVED.includes(code)) this.#coordinator = undefined;
    assertAccepted(code, `${what} of group ${this.#options.group}`);
  }

  /** Leaves the group, so that the others need not wait for the session to end. Never rejects. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    // A name given to us and not used would hold up the others as long as a session.
    await within(this.#introducing, LEAVE_MS, undefined);
    const memberId = this.#memberId;
    if (memberId === '') return;
    this.#memberId = '';
    const { group: groupId } = this.#options;
    const request: MakeRequest<unknown> = (link) =>
      link.protocol('LeaveGroup', { groupId, memberId });
    // The first connection is held by a join that waits for the other members.
    await this.call(request, LEAVE_MS, this.#isJoining ? 1 : 0).catch(() => undefined);
  }

  #isAnotherDeal(error: unknown): boolean {
    if (this.#isLeaving) return false;
    if (isRefusal(error, CODE.UNKNOWN_MEMBER_ID)) this.#memberId = '';
    return isRefusal(
      error,
      CODE.MEMBER_ID_REQUIRED,
      CODE.UNKNOWN_MEMBER_ID,
      CODE.ILLEGAL_GENERATION,
      CODE.REBALANCE_IN_PROGRESS,
    );
  }

  async #joinOnce(incarnations: readonly string[]): Promise<Generation> {
    const asking = this.#askToJoin(incarnations);
    if (this.#memberId === '') this.#introducing = asking.catch(() => undefined);
    const { errorCode, ...answer } = await asking;
    if (errorCode === CODE.NONE || errorCode === CODE.MEMBER_ID_REQUIRED) {
      this.#memberId = answer.memberId;
    }
    if (this.#isLeaving) throw new KafkaRefusal(CODE.UNKNOWN_MEMBER_ID, 'The reader is closed');
    this.check(errorCode, 'Joining');
    const { generationId: id, memberId, leaderId, members } = answer;
    const hands = leaderId === memberId ? await this.#deal(members) : new Map<string, never[]>();
    const synced = await this.call(
      (link) =>
        link.protocol<{ errorCode: number; memberAssignment: Buffer }>('SyncGroup', {
          groupId: this.#options.group,
          generationId: id,
          memberId,
          groupAssignment: [...hands].map(([player, partitions]) => ({
            memberId: player,
            memberAssignment: encodeAssignment(partitions),
          })),
        }),
      this.#rebalanceTimeoutMs + REBALANCE_MARGIN_MS,
    );
    this.check(synced.errorCode, 'The deal');
    return { id, memberId, partitions: decodeAssignment(synced.memberAssignment) };
  }

  #askToJoin(incarnations: readonly string[]): Promise<JoinAnswer> {
    const { group, topics, sessionTimeoutMs } = this.#options;
    const metadata = encodeMetadata({ topics, incarnations });
    return this.call(
      (link) =>
        link.protocol<JoinAnswer>('JoinGroup', {
          groupId: group,
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: this.#rebalanceTimeoutMs,
          memberId: this.#memberId,
          protocolType: 'consumer',
          groupProtocols: [{ name: PROTOCOL_NAME, metadata }],
        }),
      this.#rebalanceTimeoutMs + REBALANCE_MARGIN_MS,
    );
  }

  async #deal(
    members: JoinAnswer['members'],
  ): Promise<ReadonlyMap<string, readonly TopicPartition[]>> {
    const players = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: decodeTopics(memberMetadata),
    }));
    const wanted = [...new Set(players.flatMap(({ topics }) => topics))];
    const { topics } = await this.#cluster.metadata(wanted);
    const counts = topics
      .filter(({ errorCode }) => errorCode === CODE.NONE)
      .map(({ name, partitions }) => [name, partitions.length] as const);
    return dealPartitions(players, new Map(counts));
  }

  get #rebalanceTimeoutMs(): number {
    const { sessionTimeoutMs, revokeTimeoutMs } = this.#options;
    return Math.max(sessionTimeoutMs, revokeTimeoutMs + REBALANCE_MARGIN_MS);
  }
}
