import { errors } from '@metamorphosis/contract';
import type { TopicPartition } from '@metamorphosis/core';
import { keyOf } from '../client/offsets.js';
import { CODE, isRefusal } from '../errors.js';
import type { Generation, GroupMembership } from './group-membership.js';
import type { Holding } from './holding.js';

interface CommitAnswer {
  readonly responses: readonly {
    readonly topic: string;
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

interface Waiting {
  offset: number;
  readonly resolve: ((counted: boolean) => void)[];
  readonly reject: ((error: Error) => void)[];
}

/** The way to the coordinator. */
export type CommitTransport = Pick<GroupMembership, 'call' | 'check'>;

const FENCED = [
  CODE.ILLEGAL_GENERATION,
  CODE.UNKNOWN_MEMBER_ID,
  CODE.REBALANCE_IN_PROGRESS,
] as const;

/**
 * Commits for one generation, one request after the other: what comes meanwhile is joined to the
 * next. The request bears the generation it was made under, so Kafka itself refuses it once the
 * partitions were dealt anew; kafkajs would send it again under the new one.
 */
export class Committer {
  readonly #transport: CommitTransport;
  readonly #generation: Generation;
  readonly #group: string;
  readonly #onFenced: (error: Error) => void;
  #waiting = new Map<Holding, Waiting>();
  #sending: Promise<void> | undefined;

  constructor(
    transport: CommitTransport,
    generation: Generation,
    group: string,
    onFenced: (error: Error) => void,
  ) {
    this.#transport = transport;
    this.#generation = generation;
    this.#group = group;
    this.#onFenced = onFenced;
  }

  commit(holding: Holding, offset: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(holding) ?? { offset, resolve: [], reject: [] };
      waiting.offset = Math.max(waiting.offset, offset);
      waiting.resolve.push(resolve);
      waiting.reject.push(reject);
      this.#waiting.set(holding, waiting);
      this.#sending ??= this.#sendAll();
    });
  }

  /** Settles when nothing is under way. Never rejects. */
  drained(): Promise<void> {
    return this.#sending ?? Promise.resolve();
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const round = this.#waiting;
      this.#waiting = new Map();
      await this.#send(round);
    }
    // In the same step as the last look at what waits: a commit made between would not be sent.
    this.#sending = undefined;
  }

  async #send(round: ReadonlyMap<Holding, Waiting>): Promise<void> {
    const due = new Map<Holding, Waiting>();
    for (const [holding, waiting] of round) {
      if (holding.state === 'ended') settle(waiting, false);
      else if (waiting.offset <= holding.committed) settle(waiting, true);
      else due.set(holding, waiting);
    }
    if (due.size === 0) return;
    try {
      const codes = await this.#request(due);
      for (const [holding, waiting] of due) {
        this.#answered(holding, waiting, codes.get(keyOf(holding.assignment)) ?? -1);
      }
    } catch (cause) {
      for (const waiting of due.values()) fail(waiting, cause);
    }
  }

  #answered(holding: Holding, waiting: Waiting, code: number): void {
    try {
      this.#transport.check(code, 'A commit');
      holding.committed = waiting.offset;
      settle(waiting, true);
    } catch (error) {
      if (!isRefusal(error, ...FENCED)) return fail(waiting, error);
      settle(waiting, false);
      this.#onFenced(error);
    }
  }

  async #request(due: ReadonlyMap<Holding, Waiting>): Promise<ReadonlyMap<string, number>> {
    const offsets = [...due].map(([{ assignment }, { offset }]) => ({
      ...place(assignment),
      offset,
    }));
    const payload = {
      groupId: this.#group,
      groupGenerationId: this.#generation.id,
      memberId: this.#generation.memberId,
      topics: [...Map.groupBy(offsets, ({ topic }) => topic)].map(([topic, own]) => ({
        topic,
        partitions: own.map(({ partition, offset }) => ({ partition, offset })),
      })),
    };
    const { responses } = await this.#transport.call((link) =>
      link.protocol<CommitAnswer>('OffsetCommit', payload),
    );
    return new Map(
      responses.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, errorCode }) => [keyOf({ topic, partition }), errorCode]),
      ),
    );
  }
}

function place({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition };
}

function settle({ resolve }: Waiting, counted: boolean): void {
  for (const answer of resolve) answer(counted);
}

function fail({ reject }: Waiting, cause: unknown): void {
  for (const answer of reject) answer(errors.UNAVAILABLE(['The log'], { cause }));
}
