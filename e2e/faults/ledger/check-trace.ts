import type { TraceRow } from '../subject/trace.js';
import type { Evidence, LoggedRecord } from './evidence.js';
import type { Finding } from './finding.js';

/**
 * The traces that units of work left: each record took effect once for each consumer, those of one
 * key in the order of the log, and nothing of an older owner after a newer one had begun.
 */
export function checkTrace({ trace, commands, events }: Evidence): Finding[] {
  const inOrder = [...trace].sort((a, b) => a.at_us - b.at_us);
  return [
    ...checkOnce(inOrder),
    ...checkOwners(inOrder),
    ...checkLanes(inOrder, [...commands, ...events]),
  ];
}

function checkOnce(trace: readonly TraceRow[]): Finding[] {
  const first = new Map<string, TraceRow>();
  const findings: Finding[] = [];
  for (const row of trace) {
    const name = `${row.consumer} ${row.record_id}`;
    const before = first.get(name);
    if (!before) {
      first.set(name, row);
      continue;
    }
    const text = `Record ${row.record_id} took effect twice for ${row.consumer}: by ${before.owner} (epoch ${before.epoch}), and by ${row.owner} (epoch ${row.epoch}).`;
    findings.push({ kind: 'twice', text });
  }
  return findings;
}

function checkOwners(trace: readonly TraceRow[]): Finding[] {
  const newest = new Map<string, TraceRow>();
  const findings: Finding[] = [];
  for (const row of trace) {
    const { consumer, topic, partition, epoch } = row;
    if (epoch === null) continue;
    const place = `${consumer} on ${topic}/${partition}`;
    const before = newest.get(place);
    if (before && Number(before.epoch) > Number(epoch)) {
      const text = `${row.owner} put record ${row.record_id} into effect for ${place} under epoch ${epoch}, after ${before.owner} had done so under epoch ${before.epoch}.`;
      findings.push({ kind: 'stale-owner', text });
    } else newest.set(place, row);
  }
  return findings;
}

function checkLanes(trace: readonly TraceRow[], records: readonly LoggedRecord[]): Finding[] {
  // A record that lies on the log twice took effect by the first of its places.
  const places = new Map<string, LoggedRecord>();
  for (const record of records) {
    const name = `${record.topic} ${record.record.id}`;
    if (!places.has(name)) places.set(name, record);
  }
  const last = new Map<string, LoggedRecord>();
  const findings: Finding[] = [];
  for (const { consumer, topic, record_id } of trace) {
    const place = places.get(`${topic} ${record_id}`);
    if (!place) continue;
    const lane = `${consumer} ${topic} ${place.partition} ${place.record.key}`;
    const before = last.get(lane);
    if (before && before.offset > place.offset) {
      const text = `For ${consumer}, key ${place.record.key}: the record at ${place.offset} of ${topic}/${place.partition} took effect after the one at ${before.offset}.`;
      findings.push({ kind: 'out-of-order', text });
    }
    last.set(lane, place);
  }
  return findings;
}
