import { withoutRepeats } from './check-numbers.js';
import type { Evidence, LoggedRecord, SubscriberLog } from './evidence.js';
import type { Finding } from './finding.js';

/** Each subscriber was sent every event it was owed, once, those of one partition in the order of the log. */
export function checkSubscribers({ events, subscribers }: Evidence): Finding[] {
  const published = withoutRepeats(events);
  return subscribers.flatMap((subscriber) => checkOne(subscriber, published));
}

function checkOne(
  { name, type, received }: SubscriberLog,
  all: readonly LoggedRecord[],
): Finding[] {
  const owed = all.filter(({ record }) => record.type === type);
  const first = received[0];
  if (owed.length > 0 && first === undefined) {
    const text = `Subscriber ${name} was owed ${owed.length} events and was sent none.`;
    return [{ kind: 'lost', text }];
  }
  // What a subscriber selected is part of the event: enough to know it again.
  const fields = Object.keys(first ?? {});
  const nameOf = (data: Readonly<Record<string, unknown>>): string =>
    JSON.stringify(fields.map((field) => data[field]));
  const owing = new Map<string, LoggedRecord>();
  for (const event of owed) owing.set(nameOf(event.record.data as Record<string, unknown>), event);
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const last = new Map<number, LoggedRecord>();
  for (const data of received) {
    const known = nameOf(data);
    const event = owing.get(known);
    if (seen.has(known)) {
      findings.push({ kind: 'twice', text: `Subscriber ${name} was sent ${known} twice.` });
      continue;
    }
    seen.add(known);
    if (!event) {
      const text = `Subscriber ${name} was sent ${known}, which is not on the log.`;
      findings.push({ kind: 'contradiction', text });
      continue;
    }
    const before = last.get(event.partition);
    if (before && before.offset > event.offset) {
      const text = `Subscriber ${name} was sent ${known} (at ${event.offset} of partition ${event.partition}) after the event at ${before.offset}.`;
      findings.push({ kind: 'out-of-order', text });
    } else last.set(event.partition, event);
  }
  for (const [known, { offset, partition }] of owing) {
    if (seen.has(known)) continue;
    const text = `Subscriber ${name} was never sent ${known} (at ${offset} of partition ${partition}).`;
    findings.push({ kind: 'lost', text });
  }
  return findings;
}
