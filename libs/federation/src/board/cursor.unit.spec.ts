import { describe, expect, it } from 'vitest';
import type { Secrets } from '@metamorphosis/contract';
import { readCursor, signCursor, type CursorScope } from './cursor.js';

const secrets: Secrets = {
  current: { keyId: 'key.one', secret: 'x'.repeat(32) },
  previous: [],
};
const scope: CursorScope = {
  field: 'board:orders#orderPlaced',
  args: { a: 1, b: 2 },
  subject: 's',
};
const positions = { incarnation: 'made at noon', next: [0, 12, 9_007_199_254_740_991] };

describe('a cursor', () => {
  it('says where it was signed for', () => {
    expect(readCursor(secrets, scope, signCursor(secrets, scope, positions))).toEqual(positions);
  });

  it('does not mind in which order arguments are written', () => {
    const cursor = signCursor(secrets, scope, positions);
    expect(readCursor(secrets, { ...scope, args: { b: 2, a: 1 } }, cursor)).toEqual(positions);
  });

  it.each<[string, Partial<CursorScope>]>([
    ['another field', { field: 'board:orders#orderStatusChanged' }],
    ['other arguments', { args: { a: 1 } }],
    ['another subject', { subject: 't' }],
    ['nobody', { subject: undefined }],
  ])('is not one for %s', (_name, other) => {
    const cursor = signCursor(secrets, scope, positions);
    expect(() => readCursor(secrets, { ...scope, ...other }, cursor)).toThrow(
      expect.objectContaining({ code: 'CURSOR_INVALID' }),
    );
  });

  it('is none after any change of it', () => {
    const cursor = signCursor(secrets, scope, positions);
    for (let i = 0; i < cursor.length; i += 1) {
      const other = cursor[i] === 'A' ? 'B' : 'A';
      const changed = cursor.slice(0, i) + other + cursor.slice(i + 1);
      // The last character of base64 may hold bits that mean nothing.
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(cursor, 'base64url'))) continue;
      expect(() => readCursor(secrets, scope, changed), changed).toThrow();
    }
  });
});
