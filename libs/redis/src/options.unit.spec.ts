import { describe, expect, it } from 'vitest';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { silentLogger } from '@metamorphosis/core';
import { addressOf } from './clients.js';
import { asBoardError } from './errors.js';
import { compileOptions, type RedisBoardOptions } from './options.js';

const good: RedisBoardOptions = {
  connection: { url: 'redis://127.0.0.1:6379/2' },
  keyPrefix: 'shop:v1',
  logger: silentLogger,
};

describe('the options', () => {
  it('are completed', () => {
    expect(compileOptions({ ...good, retention: { outcomeMs: 5 } })).toEqual({
      ...good,
      retention: { outcomeMs: 5, streamMs: 86_400_000 },
      callTimeoutMs: 3_000,
      heartbeatMs: 5_000,
    });
  });

  it('are refused with all that is wrong, and without the password', () => {
    const bad = {
      ...good,
      connection: { cluster: ['redis://a:1', 'http://me:secret@b:1', 'c:6379'] },
      keyPrefix: 'shop{1}',
      retention: { outcomeMs: 0, streamMs: 1.5 },
      callTimeoutMs: Number.NaN,
    };
    const refused = (): unknown => compileOptions(bad);
    expect(refused).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    for (const part of [
      /http:/,
      /c:6379/,
      /shop\{1\}/,
      /outcomeMs is 0/,
      /streamMs is 1.5/,
      /callTimeoutMs is NaN/,
    ]) {
      expect(refused).toThrow(part);
    }
    expect(refused).not.toThrow(/secret/);
    expect(() => compileOptions({ ...good, connection: { cluster: [] } })).toThrow(/names no node/);
    expect(() => compileOptions({ ...good, keyPrefix: '' })).toThrow(/keyPrefix/);
  });

  it('show where they lead without user and password', () => {
    expect(addressOf({ url: 'rediss://me:secret@redis.example:6380/1' })).toBe(
      'redis.example:6380',
    );
    expect(addressOf({ cluster: ['redis://a:1', 'redis://:secret@b:2'] })).toBe('a:1, b:2');
  });
});

describe('an error of the client library', () => {
  const reply = (message: string): Error =>
    Object.assign(new Error(message), { name: 'ReplyError' });

  it.each(['LOADING Redis is loading', 'READONLY x', 'CLUSTERDOWN x', 'OOM x', 'NOAUTH x'])(
    'is UNAVAILABLE when Redis answers %s',
    (message) => {
      expect(isMetamorphosisError(asBoardError(reply(message)), 'UNAVAILABLE')).toBe(true);
    },
  );

  it('is UNAVAILABLE when the connection failed, with its cause', () => {
    const cause = new Error('connect ECONNREFUSED');
    expect(asBoardError(cause)).toMatchObject({ code: 'UNAVAILABLE', cause });
  });

  it('is INTERNAL_ERROR when Redis refused what we sent', () => {
    expect(isMetamorphosisError(asBoardError(reply('WRONGTYPE x')), 'INTERNAL_ERROR')).toBe(true);
  });

  it('stays as it is when it has a code already', () => {
    const known = errors.CLOSED(['The board']);
    expect(asBoardError(known)).toBe(known);
  });
});
