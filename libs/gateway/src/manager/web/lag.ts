import type { EventLog, PartitionRange } from '@metamorphosis/core';
import { LagAges } from './lag-ages.js';

/** For so long an answer of the log is good for all who ask: a page of consumers asks for each of them. */
const FRESH_MS = 500;

/** How far a consumer group is behind the log. */
export interface GroupLag {
  /** Records that it has not committed. */
  readonly records: number;
  /** For how long the oldest of them has been there, at least; undefined when nobody has looked before. */
  readonly oldestMs: number | undefined;
}

interface Asked {
  readonly at: number;
  readonly answer: Promise<GroupLag | undefined>;
}

/** How far consumer groups are behind the log. */
export class Lag {
  private readonly ages = new LagAges();
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly log: Pick<EventLog, 'ranges' | 'committed'>) {}

  /** Of a group over its topics; undefined when the log does not tell. */
  of(group: string, topics: readonly string[]): Promise<GroupLag | undefined> {
    const key = `${group} ${topics.join(' ')}`;
    const known = this.asked.get(key);
    if (known && Date.now() - known.at < FRESH_MS) return known.answer;
    const answer = this.ask(group, topics).catch(() => undefined);
    this.asked.set(key, { at: Date.now(), answer });
    return answer;
  }

  /** Looks where topics end, so that it is known later when their records came. Never rejects. */
  async look(topics: readonly string[]): Promise<void> {
    await Promise.all(topics.map((topic) => this.rangesOf(topic).catch(() => undefined)));
  }

  private async ask(group: string, topics: readonly string[]): Promise<GroupLag> {
    const lags = (await Promise.all(topics.map((topic) => this.ofTopic(group, topic)))).flat();
    const ages = lags.map(({ oldestMs }) => oldestMs).filter((age) => age !== undefined);
    return {
      records: lags.reduce((sum, { records }) => sum + records, 0),
      oldestMs: ages.length > 0 ? Math.max(...ages) : undefined,
    };
  }

  private async ofTopic(group: string, topic: string): Promise<readonly GroupLag[]> {
    const [ranges, committed] = await Promise.all([
      this.rangesOf(topic),
      this.log.committed(group, topic),
    ]);
    const now = Date.now();
    return ranges.flatMap((range) => {
      const { partition, earliest, end } = range;
      // A group that has committed nothing begins with the earliest record; what was trimmed is done.
      const next = Math.max(committed.get(partition) ?? earliest, earliest);
      if (next >= end) return [];
      return [{ records: end - next, oldestMs: this.ages.ageMs(range, next, now) }];
    });
  }

  private async rangesOf(topic: string): Promise<readonly PartitionRange[]> {
    const ranges = await this.log.ranges(topic);
    this.ages.note(ranges, Date.now());
    return ranges;
  }
}
