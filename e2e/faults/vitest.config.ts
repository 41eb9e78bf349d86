import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.js';

// The long set: every fault of the catalogue, then the subjects that are broken on purpose, one after the other.
export default mergeConfig(
  { ...base, test: {} },
  defineConfig({
    test: {
      root: import.meta.dirname,
      include: ['all-faults.spec.ts', 'mutations.spec.ts'],
      reporters: ['verbose'],
      testTimeout: 600_000,
      hookTimeout: 180_000,
      maxWorkers: 1,
      fileParallelism: false,
    },
  }),
);
