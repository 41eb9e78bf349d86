import { defineConfig } from 'vitest/config';

// 'node' first among the usual ones: our libraries resolve to their sources, all others as Node resolves them.
const conditions = ['@metamorphosis/source', 'node', 'development|production'];

// As Node completes a package's main file. With Vite's order (.mjs first) a spec would import another graphql than the
// libraries around it, and graphql refuses values of its twin.
const extensions = ['.js', '.mjs', '.ts', '.json'];

const sources = '{libs,apps,tools,e2e,bench}/**';

export default defineConfig({
  resolve: { conditions, extensions },
  ssr: { resolve: { conditions } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${sources}/*.unit.spec.ts`],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: [`${sources}/*.int.spec.ts`],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file runs a whole system of processes: side by side they would measure each other.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
