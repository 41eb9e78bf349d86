import kafkajs from 'kafkajs';
import { expect, it } from 'vitest';
import { partitionOf } from '@metamorphosis/core';

it('agrees with the default partitioner of kafkajs on the partition of any key', () => {
  const partitioner = kafkajs.Partitioners.DefaultPartitioner();
  const keys = [...Array(2000).keys()].map(
    (i) => `${'k'.repeat(i % 9)}${(i * 2654435761) % 997}ß😀`,
  );
  for (const partitions of [1, 4, 12, 31]) {
    const partitionMetadata = [...Array(partitions).keys()].map((partitionId) => ({
      partitionId,
      partitionErrorCode: 0,
      leader: 0,
      replicas: [],
      isr: [],
    }));
    for (const key of keys) {
      const theirs = partitioner({ topic: 't', partitionMetadata, message: { key, value: null } });
      expect([key, partitionOf(key, partitions)]).toEqual([key, theirs]);
    }
  }
});
