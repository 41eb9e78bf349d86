import type { EventLog } from '@metamorphosis/core';

/** For so long an answer of the log is good for all who ask: a page of consumers asks for each of them. */
const FRESH_MS = 500;

interface Asked {
  readonly at: number;
  readonly answer: Promise<number | null>;
}

/** How far consumer groups are behind the log. */
export class Lag {
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly log: Pick<EventLog, 'ranges' | 'committed'>) {}

  /** Records of the topics that the group has not committed; null when the log does not tell. */
  records(group: string, topics: readonly string[]): Promise<number | null> {
    const key = `${group} ${topics.join(' ')}`;
    const known = this.asked.get(key);
    if (known && Date.now() - known.at < FRESH_MS) return known.answer;
    const answer = this.ask(group, topics).catch(() => null);
    this.asked.set(key, { at: Date.now(), answer });
    return answer;
  }

  private async ask(group: string, topics: readonly string[]): Promise<number> {
    const lags = await Promise.all(topics.map((topic) => this.ofTopic(group, topic)));
    return lags.reduce((sum, lag) => sum + lag, 0);
  }

  private async ofTopic(group: string, topic: string): Promise<number> {
    const [ranges, committed] = await Promise.all([
      this.log.ranges(topic),
      this.log.committed(group, topic),
    ]);
    // A group that has committed nothing begins with the earliest record; what was trimmed is done.
    return ranges.reduce(
      (sum, { partition, earliest, end }) =>
        sum + Math.max(0, end - Math.max(committed.get(partition) ?? earliest, earliest)),
      0,
    );
  }
}
