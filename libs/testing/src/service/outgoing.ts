import { decodeRecord, eventTopic } from '@metamorphosis/contract';
import type { LogRecord, Store } from '@metamorphosis/core';
import type { PublishedEvent } from './results.js';
import type { TestAdapters } from './test-adapters.js';

/** More than this in one step is a circle of events. */
const MOST_IN_ONE_STEP = 10_000;

/** What a service sends: from its outbox to the log, and from there to the test. */
export class Outgoing {
  /** By topic, up to where the test has seen it. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly service: string,
    /** Names of the service's topics beside `<service>.events`. */
    private readonly ownTopics: readonly string[],
    private readonly adapters: TestAdapters,
  ) {}

  /** Publishes what is in the outbox; answers the events that are new on the log since the last call. */
  async take(): Promise<readonly { readonly record: LogRecord; readonly event: PublishedEvent }[]> {
    await this.publish();
    const main = eventTopic(this.service);
    const topics = [main, ...this.ownTopics.map((name) => `${main}.${name}`)];
    return topics.flatMap((topic) => {
      const from = this.seen.get(topic) ?? 0;
      const records = this.adapters.cluster.slice({ topic, partition: 0 }, from, MOST_IN_ONE_STEP);
      this.seen.set(topic, from + records.length);
      return records.map((record) => ({ record, event: eventOf(record, main) }));
    });
  }

  private async publish(): Promise<void> {
    const { log, settings } = this.adapters;
    const store = this.adapters.store as unknown as Store<never>;
    const lease = await store.takePublisherLease(settings.instance, 60_000);
    if (!lease) throw new Error(`Somebody else publishes for ${this.service}.`);
    for (;;) {
      const claimed = await store.claimOutbox(lease, 500);
      for (const { topic, publishNumber: _, ...record } of claimed)
        await log.append(topic, [record]);
      const last = claimed.at(-1);
      if (!last) return;
      await store.markSent(lease, last.publishNumber);
    }
  }
}

function eventOf(record: LogRecord, main: string): PublishedEvent {
  const { id, time, key, data, type } = decodeRecord(record);
  const dot = type.indexOf('.');
  return {
    name: type.slice(dot + 1),
    service: type.slice(0, dot),
    id,
    time,
    key,
    data,
    ...(record.topic !== main && { topic: record.topic.slice(main.length + 1) }),
  };
}
