import type { TopicPartition } from './event-log.js';

/** A reader, as its group sees it. */
export interface GroupMember {
  readonly topics: readonly string[];
  /** Gives up everything it holds; settles when it has. */
  revokeAll(): Promise<void>;
  /** `missing` is a topic that it wants and that does not exist. */
  assign(partitions: readonly TopicPartition[], missing: string | undefined): void;
}

/**
 * The coordinator of one in-memory group. Rebalances eagerly, as Kafka's classic protocol does:
 * every member gives up all it holds, then the partitions are dealt out again.
 */
export class MemoryGroup {
  readonly #members = new Set<GroupMember>();
  readonly #commits = new Map<string, Map<number, number>>();
  readonly #partitionsOf: (topic: string) => number | undefined;
  #isDealing = false;
  #stale = false;

  constructor(partitionsOf: (topic: string) => number | undefined) {
    this.#partitionsOf = partitionsOf;
  }

  join(member: GroupMember): void {
    this.#members.add(member);
    this.#schedule();
  }

  leave(member: GroupMember): void {
    if (this.#members.delete(member)) this.#schedule();
  }

  topicCreated(topic: string): void {
    if ([...this.#members].some((member) => member.topics.includes(topic))) this.#schedule();
  }

  committed(topic: string): ReadonlyMap<number, number> {
    return new Map(this.#commits.get(topic));
  }

  commit({ topic, partition }: TopicPartition, offset: number): void {
    let commits = this.#commits.get(topic);
    if (commits === undefined) this.#commits.set(topic, (commits = new Map<number, number>()));
    commits.set(partition, offset);
  }

  forget(topic: string): void {
    this.#commits.delete(topic);
    if ([...this.#members].some((member) => member.topics.includes(topic))) this.#schedule();
  }

  #schedule(): void {
    this.#stale = true;
    if (!this.#isDealing) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isDealing = true;
    while (this.#stale) {
      this.#stale = false;
      await Promise.all([...this.#members].map((member) => member.revokeAll()));
      // Who joined or left meanwhile makes this deal void.
      if (!this.#stale) this.#deal();
    }
    this.#isDealing = false;
  }

  #deal(): void {
    const hands = new Map<GroupMember, TopicPartition[]>();
    for (const member of this.#members) hands.set(member, []);
    const missing = new Map<GroupMember, string>();
    let turn = 0;
    for (const topic of new Set([...this.#members].flatMap((member) => member.topics))) {
      const takers = [...this.#members].filter((member) => member.topics.includes(topic));
      const partitions = this.#partitionsOf(topic);
      if (partitions === undefined) for (const member of takers) missing.set(member, topic);
      for (let partition = 0; partition < (partitions ?? 0); partition += 1) {
        const taker = takers[turn++ % takers.length];
        if (taker !== undefined) hands.get(taker)?.push({ topic, partition });
      }
    }
    for (const [member, partitions] of hands) member.assign(partitions, missing.get(member));
  }
}
