import { describe, expect, it } from 'vitest';
import { isStaleStatement, isUnreachable, isWorthAnotherRun } from './errors.js';

const errorOf = (code: string | undefined, message = 'said the server') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('An error of PostgreSQL', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '08006', '57P01', '57P03', '53300', '53100', '25006'])(
    'with code %s means that the database cannot work at the moment',
    (code) => expect(isUnreachable(errorOf(code))).toBe(true),
  );

  it('without a code does so when the connection was terminated', () => {
    expect(isUnreachable(errorOf(undefined, 'Connection terminated unexpectedly'))).toBe(true);
    expect(isUnreachable(errorOf(undefined, 'the handler broke'))).toBe(false);
  });

  // 08P01 is a protocol violation: a bug, which no waiting cures.
  it.each(['23505', '42P01', '40P01', '57014', '08P01'])('with code %s does not', (code) =>
    expect(isUnreachable(errorOf(code))).toBe(false),
  );

  it('is worth another run after a deadlock, a serialisation failure, and a stale statement', () => {
    const stale = errorOf('0A000', 'cached plan must not change result type');
    expect(['40P01', '40001'].map((code) => isWorthAnotherRun(errorOf(code)))).toEqual([
      true,
      true,
    ]);
    expect([isWorthAnotherRun(stale), isStaleStatement(stale)]).toEqual([true, true]);
    expect(isWorthAnotherRun(errorOf('0A000', 'not supported'))).toBe(false);
    expect(isWorthAnotherRun(errorOf('23505'))).toBe(false);
  });
});
