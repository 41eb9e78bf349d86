import { describe, expect, it } from 'vitest';
import { compileOptions } from './options.js';

const GIVEN = { url: 'postgres://u:p@127.0.0.1/db', schema: 'orders', applicationName: 'worker-1' };

describe('The options of the PostgreSQL store', () => {
  it('take their defaults, also where undefined is given', () => {
    expect(compileOptions({ ...GIVEN, poolSize: undefined as never })).toEqual({
      ...GIVEN,
      ...{ poolSize: 16, readerPoolSize: 4, connectTimeoutMs: 5_000, idleTimeoutMs: 30_000 },
      ...{ statementTimeoutMs: 30_000, takeoverGraceMs: 300, tableTypes: {} },
    });
  });

  it('are refused with every problem named', () => {
    const compile = () =>
      compileOptions({ ...GIVEN, url: 'mysql://x', schema: 'Orders; --', poolSize: 0 });

    expect(compile).toThrow(
      'The PostgreSQL store: url must begin with postgres://; schema "Orders; --" must match ^[a-z_][a-z0-9_]{0,47}$; poolSize must be a whole number above 0, not 0.',
    );
  });

  it.each(['', 'a'.repeat(49), '1st', 'or"ders', 'öl'])('refuse %j as a schema', (schema) => {
    expect(() => compileOptions({ ...GIVEN, schema })).toThrow('schema');
  });

  it('do not show the password when they are refused', () => {
    const compile = () => compileOptions({ ...GIVEN, url: 'http://u:secret@host/db' });

    expect(compile).toThrow('url must begin');
    expect(compile).not.toThrow('secret');
  });
});
