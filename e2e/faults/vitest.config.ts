import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.js';

// The long set: every fault of the catalogue, one after the other, on servers of its own.
export default mergeConfig(
  { ...base, test: {} },
  defineConfig({
    test: {
      root: import.meta.dirname,
      include: ['all-faults.spec.ts'],
      reporters: ['verbose'],
      testTimeout: 400_000,
      hookTimeout: 180_000,
      maxWorkers: 1,
      fileParallelism: false,
    },
  }),
);
