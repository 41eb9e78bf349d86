import type { RecordInHand } from '@metamorphosis/contract';

/** A record that is being handled, as operators see it. */
export function recordInHand(
  consumer: string,
  record: Pick<RecordInHand, 'topic' | 'partition' | 'offset' | 'key'>,
  since: number,
): RecordInHand {
  const { topic, partition, offset, key } = record;
  return { consumer, topic, partition, offset, key, since: new Date(since).toISOString() };
}
