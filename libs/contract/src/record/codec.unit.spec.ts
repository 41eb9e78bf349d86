import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRecord, encodeRecord } from './codec.js';
import type { DomainRecord, WireRecord } from './record.js';

const DOCS = join(import.meta.dirname, '../../../../docs');
const vectors = JSON.parse(readFileSync(join(DOCS, 'protocol/records.json'), 'utf8')) as {
  name: string;
  record: DomainRecord;
  wire: WireRecord;
}[];

describe.each(vectors)('$name', ({ record, wire }) => {
  test('is written as the protocol says', () => {
    expect(encodeRecord(record)).toEqual(wire);
  });
  test('is read as the protocol says, as text and as bytes', () => {
    expect(decodeRecord(wire)).toEqual(record);
    expect(decodeRecord({ ...wire, value: new TextEncoder().encode(wire.value) })).toEqual(record);
  });
});

const good = vectors[0]?.wire as WireRecord;
const without = (name: string): WireRecord['headers'] =>
  Object.fromEntries(Object.entries(good.headers).filter(([header]) => header !== name));

test.each([
  ['no header of ours', { ...good, headers: {} }, 'RECORD_INVALID', 'ce_mmversion is missing'],
  ['no id', { ...good, headers: without('ce_id') }, 'RECORD_INVALID', 'ce_id is missing'],
  [
    'an unknown kind',
    { ...good, headers: { ...good.headers, ce_mmkind: 'query' } },
    'RECORD_INVALID',
    'not command or event',
  ],
  [
    'a newer protocol',
    { ...good, headers: { ...good.headers, ce_mmversion: '2' } },
    'RECORD_VERSION_UNSUPPORTED',
    'version 2',
  ],
  [
    'a deadline that is none',
    { ...good, headers: { ...good.headers, ce_mmdeadline: 'soon' } },
    'RECORD_INVALID',
    '"soon"',
  ],
  [
    'a version of its form that is none',
    { ...good, headers: { ...good.headers, ce_mmdataversion: '0' } },
    'RECORD_INVALID',
    'not 1 or more',
  ],
  ['no key', { ...good, key: null }, 'RECORD_INVALID', 'no key'],
  ['no value', { ...good, value: null }, 'RECORD_INVALID', 'no value'],
  ['a value that is no JSON', { ...good, value: '{' }, 'RECORD_INVALID', 'not JSON'],
  [
    'a value that is no UTF-8',
    { ...good, value: new Uint8Array([0x22, 0xff, 0x22]) },
    'RECORD_INVALID',
    'not JSON in UTF-8',
  ],
] as const)('a record with %s is refused with the reason', (_what, encoded, code, text) => {
  expect(() => decodeRecord(encoded)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(text) }),
  );
});
