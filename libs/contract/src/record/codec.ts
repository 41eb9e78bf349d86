import { errors } from '../errors/errors.js';
import type { RecordId } from '../ids/ids.js';
import { PROTOCOL_VERSION, type DomainRecord, type RecordKind, type WireRecord } from './record.js';

/** Header names: CloudEvents 1.0 attributes in Kafka binary mode, extensions in lower case. */
export const HEADERS = {
  specVersion: 'ce_specversion',
  id: 'ce_id',
  source: 'ce_source',
  type: 'ce_type',
  time: 'ce_time',
  contentType: 'content-type',
  kind: 'ce_mmkind',
  version: 'ce_mmversion',
  dataVersion: 'ce_mmdataversion',
  correlationId: 'ce_correlationid',
  causationId: 'ce_causationid',
  traceparent: 'ce_traceparent',
  actor: 'ce_mmsubject',
  deadlineAt: 'ce_mmdeadline',
  replyTo: 'ce_mmreplyto',
  inputHash: 'ce_mminputhash',
  publishNumber: 'ce_mmpublishnumber',
  publisher: 'ce_mmpublisher',
} as const;

const H = HEADERS;

/** Writes a record for the log. The key stands beside the headers, as the log's own key. */
export function encodeRecord(record: DomainRecord): WireRecord {
  const headers: Record<string, string> = {
    [H.specVersion]: '1.0',
    [H.id]: record.id,
    [H.source]: record.source,
    [H.type]: record.type,
    [H.time]: record.time,
    [H.contentType]: 'application/json',
    [H.kind]: record.kind,
    [H.version]: String(PROTOCOL_VERSION),
    [H.correlationId]: record.correlationId,
  };
  if (record.dataVersion !== undefined) headers[H.dataVersion] = String(record.dataVersion);
  if (record.causationId !== undefined) headers[H.causationId] = record.causationId;
  if (record.traceparent !== undefined) headers[H.traceparent] = record.traceparent;
  if (record.subject !== undefined) headers[H.actor] = record.subject;
  if (record.deadlineAt !== undefined) headers[H.deadlineAt] = String(record.deadlineAt);
  if (record.replyTo !== undefined) headers[H.replyTo] = record.replyTo;
  if (record.inputHash !== undefined) headers[H.inputHash] = record.inputHash;
  if (record.publishNumber !== undefined) headers[H.publishNumber] = String(record.publishNumber);
  if (record.publisher !== undefined) headers[H.publisher] = record.publisher;
  return { key: record.key, value: JSON.stringify(record.data), headers };
}

/** What a log hands out; bytes, because a foreign record may hold anything. */
export interface EncodedRecord {
  readonly key: string | null;
  readonly value: Uint8Array | string | null;
  readonly headers: Readonly<Record<string, string>>;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a record. Throws RECORD_INVALID with the reason when it is not one of ours, and
 * RECORD_VERSION_UNSUPPORTED when it was written by a newer protocol: never guesses.
 */
export function decodeRecord(encoded: EncodedRecord): DomainRecord {
  const { headers } = encoded;
  const version = headers[H.version];
  if (version === undefined) throw errors.RECORD_INVALID([`header ${H.version} is missing`]);
  if (version !== String(PROTOCOL_VERSION)) {
    throw errors.RECORD_VERSION_UNSUPPORTED([version, String(PROTOCOL_VERSION)]);
  }
  const kind = required(headers, H.kind);
  if (kind !== 'command' && kind !== 'event') {
    throw errors.RECORD_INVALID([`header ${H.kind} is "${kind}", not command or event`]);
  }
  if (encoded.key === null) throw errors.RECORD_INVALID(['it has no key']);
  const record: Mutable<DomainRecord> = {
    kind: kind satisfies RecordKind,
    id: required(headers, H.id) as RecordId,
    source: required(headers, H.source),
    type: required(headers, H.type),
    time: required(headers, H.time),
    key: encoded.key,
    data: payload(encoded.value),
    correlationId: required(headers, H.correlationId),
  };
  optional(headers, H.dataVersion, (v) => (record.dataVersion = versionNumber(v)));
  optional(headers, H.causationId, (v) => (record.causationId = v));
  optional(headers, H.traceparent, (v) => (record.traceparent = v));
  optional(headers, H.actor, (v) => (record.subject = v));
  optional(headers, H.deadlineAt, (v) => (record.deadlineAt = wholeNumber(H.deadlineAt, v)));
  optional(headers, H.replyTo, (v) => (record.replyTo = v));
  optional(headers, H.inputHash, (v) => (record.inputHash = v));
  optional(
    headers,
    H.publishNumber,
    (v) => (record.publishNumber = wholeNumber(H.publishNumber, v)),
  );
  optional(headers, H.publisher, (v) => (record.publisher = v));
  return record;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function required(headers: EncodedRecord['headers'], name: string): string {
  const value = headers[name];
  if (value === undefined || value === '') {
    throw errors.RECORD_INVALID([`header ${name} is missing`]);
  }
  return value;
}

function optional(
  headers: EncodedRecord['headers'],
  name: string,
  set: (value: string) => void,
): void {
  const value = headers[name];
  if (value !== undefined) set(value);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < 0) {
    throw errors.RECORD_INVALID([`header ${name} is "${text}", not a whole number`]);
  }
  return value;
}

function versionNumber(text: string): number {
  const version = wholeNumber(H.dataVersion, text);
  if (version < 1)
    throw errors.RECORD_INVALID([`header ${H.dataVersion} is "${text}", not 1 or more`]);
  return version;
}

function payload(value: EncodedRecord['value']): unknown {
  if (value === null) throw errors.RECORD_INVALID(['it has no value']);
  try {
    return JSON.parse(typeof value === 'string' ? value : decoder.decode(value));
  } catch (cause) {
    throw errors.RECORD_INVALID(['its value is not JSON in UTF-8'], { cause });
  }
}
