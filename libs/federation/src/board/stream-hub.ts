import { errors, eventTopic } from '@metamorphosis/contract';
import {
  background,
  type Board,
  type Lifecycle,
  type Logger,
  type TopicInfo,
} from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';
import type { EventForms } from './event-forms.js';
import { PartitionTail, type TailSubscriber } from './partition-tail.js';
import type { TopicDirectory } from './topic-directory.js';

/** What the hub reads from. */
export interface StreamHubOptions {
  readonly board: Board;
  readonly topics: TopicDirectory;
  readonly logger: Logger;
  /** How often to look whether a followed topic was made anew. @default 10000 */
  readonly incarnationCheckMs?: number;
  /** Brings events to the form in which they are shown. @default they are shown as they lie there */
  readonly forms?: EventForms | undefined;
}

/** The streams of one topic that somebody follows. */
export interface FollowedTopic extends TopicInfo {
  readonly tails: readonly PartitionTail[];
}

interface Followed extends FollowedTopic {
  subscribers: number;
}

/** The one place of a process that reads streams: one reader for each that anybody follows. */
export class StreamHub implements Lifecycle {
  private readonly followed = new Map<string, Followed>();
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(private readonly options: StreamHubOptions) {
    const { incarnationCheckMs = 10_000, logger } = options;
    this.timer = setInterval(() => {
      background('checking topics', logger, this.checkIncarnations());
    }, incarnationCheckMs);
    this.timer.unref();
  }

  /** The streams of a service's events. Rejects with UNAVAILABLE also when the log has no such topic (yet). */
  async topic(service: string): Promise<FollowedTopic> {
    const name = eventTopic(service);
    const known = this.followed.get(name);
    // While nobody follows it, nobody looks whether it was made anew.
    if (known && known.subscribers > 0) return known;
    const info = await this.options.topics.describeTopic(name);
    if (!info) {
      // To a client it is one thing whether the stream is away or not made yet: try again later.
      throw errors.UNAVAILABLE([`The stream ${name}`], { cause: errors.TOPIC_UNKNOWN([name]) });
    }
    const current = this.followed.get(name);
    return current?.incarnation === info.incarnation ? current : this.remember(service, info);
  }

  /** Hands a subscriber everything from the given positions on, until it is told to stop. */
  follow(topic: FollowedTopic, subscriber: TailSubscriber, from: readonly number[]): () => void {
    const followed = topic as Followed;
    followed.subscribers += 1;
    topic.tails.forEach((tail, partition) => tail.join(subscriber, from[partition] ?? 0));
    let stopped = false;
    return () => {
      if (stopped) return;
      stopped = true;
      for (const tail of topic.tails) tail.leave(subscriber);
      followed.subscribers -= 1;
    };
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const { tails } of this.followed.values()) {
      for (const tail of tails) tail.fail(errors.CLOSED(['The gateway']));
    }
    this.followed.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private remember(service: string, info: TopicInfo): Followed {
    const { board, logger, forms } = this.options;
    const { incarnation, partitions } = info;
    const name = eventTopic(service);
    const bring = forms && ((events: readonly BoardEvent[]) => forms.bring(service, events));
    const tails = Array.from(
      { length: partitions },
      (_, partition) =>
        new PartitionTail(board, { topic: name, incarnation, partition }, logger, bring),
    );
    const followed = { ...info, tails, subscribers: 0 };
    this.followed.set(name, followed);
    return followed;
  }

  /** A topic that was deleted and made anew has other streams: positions in the old ones mean nothing. */
  private async checkIncarnations(): Promise<void> {
    for (const [name, followed] of [...this.followed]) {
      if (followed.subscribers === 0) {
        this.followed.delete(name);
        continue;
      }
      const info = await this.options.topics.describeTopic(name).catch(() => undefined);
      if (!info || info.incarnation === followed.incarnation) continue;
      this.followed.delete(name);
      for (const tail of followed.tails) tail.fail(errors.CURSOR_EXPIRED([]));
    }
  }
}
