import { describe, expect, it } from 'vitest';
import { murmur2, partitionOf } from './partitioner.js';

// The cases of Kafka's own test (clients, UtilsTest.testMurmur2), so that Java and we agree.
const JAVA = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
] as const;

describe('partitioner', () => {
  it.each(JAVA)('hashes "%s" as the Java client does', (text, hash) => {
    expect(murmur2(new TextEncoder().encode(text))).toBe(hash);
  });

  it('reads the bytes of a view, not those of the buffer under it', () => {
    const buffer = new TextEncoder().encode('xxabcxx');
    expect(murmur2(buffer.subarray(2, 5))).toBe(479470107);
  });

  it('masks the sign instead of negating, and stays inside the partitions', () => {
    expect(partitionOf('foobar', 12)).toBe((-790332482 & 0x7fffffff) % 12);
    for (let i = 0; i < 500; i += 1) {
      const partition = partitionOf(`key-${i}`, 7);
      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(7);
    }
  });

  it('hashes the UTF-8 bytes of a key', () => {
    expect(partitionOf('größe', 1000)).toBe(
      (murmur2(Uint8Array.from([0x67, 0x72, 0xc3, 0xb6, 0xc3, 0x9f, 0x65])) & 0x7fffffff) % 1000,
    );
  });
});
