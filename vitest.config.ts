import { defineConfig } from 'vitest/config';

// 'node' first among the usual ones: our libraries resolve to their sources, all others as Node resolves them.
const conditions = ['@metamorphosis/source', 'node', 'development|production'];

// As Node completes a package's main file. With Vite's order (.mjs first) a spec would import another graphql than the
// libraries around it, and graphql refuses values of its twin.
const extensions = ['.js', '.mjs', '.ts', '.json'];

const sources = '{libs,apps,tools,e2e,bench}/**';

// They put the system under load: side by side with others they would measure those.
const alone = ['e2e/faults/faults.e2e.spec.ts', 'e2e/scaling/*.e2e.spec.ts'];

const patient = { testTimeout: 120_000, hookTimeout: 180_000 };

export default defineConfig({
  resolve: { conditions, extensions },
  ssr: { resolve: { conditions } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**', 'libs/codegen/golden/**'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${sources}/*.unit.spec.ts`],
          // More than processors: many of them wait, for timers and for sockets. That makes each of them slower.
          maxWorkers: 4,
          testTimeout: 15_000,
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
          // Each takes topics, schemas and key prefixes of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.spec.ts'],
          exclude: alone,
          ...patient,
          // Each file runs a whole system of processes, most of the time waiting for them: two of them fit on two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e-alone',
          include: alone,
          ...patient,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
