import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNELS, createKeys, KEYS } from './keys.js';

const page = readFileSync(new URL('../../../docs/protocol-redis.md', import.meta.url), 'utf8');
const keys = createKeys('shop');

describe('the names in Redis', () => {
  it('are those of the protocol page, in both directions', () => {
    const described = [...page.matchAll(/^\| `(<prefix>:[^`]+)`/gm)].map(([, pattern]) => pattern);
    expect(described.toSorted()).toEqual(
      [...Object.values(KEYS), ...Object.values(CHANNELS)].toSorted(),
    );
  });

  it('are built as their patterns say', () => {
    const stream = { topic: 'orders.events', incarnation: 'abc-1', partition: 3 };
    expect(keys.outcome('orders.1')).toBe('shop:outcome:orders.1');
    expect(keys.stream(stream)).toEqual([
      'shop:stream:{orders.events:abc-1:3}:entries',
      'shop:stream:{orders.events:abc-1:3}:state',
      'shop:stream:{orders.events:abc-1:3}:marks',
    ]);
    expect(keys.presence('node')).toEqual([
      'shop:presence:{node}:who',
      'shop:presence:{node}:until',
    ]);
    expect(keys.cached('answer:a')).toBe('shop:cache:answer%3Aa');
    expect(keys.count('a')).toBe('shop:count:a');
    expect(keys.commandChannel('orders.1')).toBe('shop:command:orders.1');
    expect(keys.replyChannel('api-7')).toBe('shop:reply:api-7');
    expect(keys.streamChannel(stream)).toBe('shop:moved:orders.events:abc-1:3');
    expect(keys.aliveChannel('h')).toBe('shop:alive:h');
  });

  it('keep parts apart, and out of the hash tag', () => {
    const one = keys.stream({ topic: 'a:b', incarnation: 'c', partition: 0 });
    const other = keys.stream({ topic: 'a', incarnation: 'b:c', partition: 0 });
    expect(one).not.toEqual(other);
    expect(keys.presence('a}{b')).toEqual([
      'shop:presence:{a%7D%7Bb}:who',
      'shop:presence:{a%7D%7Bb}:until',
    ]);
    expect(keys.presence('a%7D')).not.toEqual(keys.presence('a}'));
  });
});
