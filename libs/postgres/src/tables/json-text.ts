import type { DeadLetter, OutboxRecord, Outcome, ParkedRecord } from '@metamorphosis/core';

const encodeBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const decodeBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/**
 * Text as a column takes it: PostgreSQL refuses U+0000, which a foreign record may well bring. The
 * substitute stands in columns that are searched only; whole values are JSON, which escapes it.
 */
export function searchable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u2400') : text;
}

/** An outbox row: the record as JSON, bytes in base64. */
export function encodeOutboxRecord({ topic, key, value, headers }: OutboxRecord): string {
  const body = typeof value === 'string' ? { value } : { bytes: encodeBytes(value) };
  return JSON.stringify({ topic, key, headers, ...body });
}

export function decodeOutboxRecord(text: string): OutboxRecord {
  const { topic, key, headers, value, bytes } = JSON.parse(text) as Omit<OutboxRecord, 'value'> & {
    readonly value?: string;
    readonly bytes?: string;
  };
  return { topic, key, headers, value: value ?? decodeBytes(bytes ?? '') };
}

export function encodeDeadLetter(letter: DeadLetter): string {
  return JSON.stringify({ ...letter, value: letter.value && encodeBytes(letter.value) });
}

export function decodeDeadLetter(text: string): DeadLetter {
  const letter = JSON.parse(text) as Omit<DeadLetter, 'value'> & { readonly value: string | null };
  return { ...letter, value: letter.value === null ? null : decodeBytes(letter.value) };
}

export function decodeOutcome(text: string): Outcome {
  return JSON.parse(text) as Outcome;
}

/** A parked record without its attempts, which have a column. */
export function encodeParked({ attempts: _, record, ...parked }: ParkedRecord): string {
  return JSON.stringify({
    ...parked,
    record: { ...record, value: record.value && encodeBytes(record.value) },
  });
}

export function decodeParked(text: string): Omit<ParkedRecord, 'attempts'> {
  const { record, ...parked } = JSON.parse(text) as Omit<ParkedRecord, 'record' | 'attempts'> & {
    readonly record: Omit<ParkedRecord['record'], 'value'> & { readonly value: string | null };
  };
  const value = record.value === null ? null : decodeBytes(record.value);
  return { ...parked, record: { ...record, value } };
}
