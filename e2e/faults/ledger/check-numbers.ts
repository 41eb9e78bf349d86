import { placeOf } from './check-commands.js';
import type { Evidence, LoggedRecord } from './evidence.js';
import type { Finding } from './finding.js';

/**
 * The events as who reads the log sees them: repeats of a publish number left out, in the order of
 * the log within each partition.
 */
export function withoutRepeats(events: readonly LoggedRecord[]): LoggedRecord[] {
  const seen = new Set<string>();
  return events.filter(({ topic, record: { publisher, publishNumber } }) => {
    if (publishNumber === undefined) return true;
    const name = `${topic} ${publisher} ${publishNumber}`;
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/**
 * The numbers under which events were published: without gaps, each for one event, each event under
 * one, and rising for each key. Every publish number of the publisher must be among the events given.
 */
export function checkNumbers({ events }: Pick<Evidence, 'events'>): Finding[] {
  return [...checkGaps(events), ...checkSameness(events), ...checkKeys(withoutRepeats(events))];
}

function checkGaps(events: readonly LoggedRecord[]): Finding[] {
  const numbers = new Map<string, Set<number>>();
  for (const { record } of events) {
    if (record.publishNumber === undefined) continue;
    const name = `publisher ${record.publisher}`;
    const of = numbers.get(name) ?? new Set();
    numbers.set(name, of.add(record.publishNumber));
  }
  const findings: Finding[] = [];
  for (const [name, of] of numbers) {
    const highest = Math.max(...of);
    for (let number = 1; number <= highest; number++) {
      if (of.has(number)) continue;
      const text = `Publish number ${number} of ${name} is not on the log, though ${highest} is.`;
      findings.push({ kind: 'lost', text });
    }
  }
  return findings;
}

function checkSameness(events: readonly LoggedRecord[]): Finding[] {
  const findings: Finding[] = [];
  const byNumber = new Map<string, LoggedRecord>();
  const byId = new Map<string, LoggedRecord>();
  for (const event of events) {
    const { id, type, key, publisher, publishNumber } = event.record;
    const number = `${publisher} ${publishNumber}`;
    const underNumber = publishNumber === undefined ? undefined : byNumber.get(number);
    if (underNumber && underNumber.record.id !== id) {
      const text = `Publish number ${publishNumber} names two events: ${underNumber.record.id} on ${placeOf(underNumber)}, and ${id} on ${placeOf(event)}. Readers drop the second.`;
      findings.push({ kind: 'lost', text });
    }
    const underId = byId.get(id);
    if (
      underId &&
      (underId.record.publishNumber !== publishNumber || publishNumber === undefined)
    ) {
      const text = `Event ${id} (${type}, key ${key}) lies on ${placeOf(underId)} and on ${placeOf(event)} under different numbers: readers take it for two.`;
      findings.push({ kind: 'twice', text });
    }
    byNumber.set(number, underNumber ?? event);
    byId.set(id, underId ?? event);
  }
  return findings;
}

function checkKeys(events: readonly LoggedRecord[]): Finding[] {
  const findings: Finding[] = [];
  const last = new Map<string, LoggedRecord>();
  for (const event of events) {
    const { key, publishNumber = 0 } = event.record;
    const lane = `${event.topic} ${key}`;
    const before = last.get(lane);
    if (before && before.partition !== event.partition) {
      const text = `Key ${key} lies in two partitions: ${placeOf(before)} and ${placeOf(event)}.`;
      findings.push({ kind: 'out-of-order', text });
    }
    if (before && (before.record.publishNumber ?? 0) > publishNumber) {
      const text = `Events of key ${key} on ${event.topic} stand in the wrong order: number ${before.record.publishNumber} at ${before.offset}, then ${publishNumber} at ${event.offset}.`;
      findings.push({ kind: 'out-of-order', text });
    }
    last.set(lane, event);
  }
  return findings;
}
