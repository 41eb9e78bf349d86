// The arrows of the architecture: imports go down only, libraries of one layer do not know each other, services never meet.
const layers = ['layer:1', 'layer:2', 'layer:3', 'layer:4', 'layer:5'];
const services = ['orders', 'inventory', 'customers', 'gateway', 'gregor', 'shop'];

// What core may not know: frameworks, brokers, stores.
const outsideLibraries = ['@nestjs/*', 'kafkajs', 'ioredis', 'pg', 'kysely', '@apollo/*'];

/** The rule of `@nx/enforce-module-boundaries`, by the tags in each project's package.json. */
export const moduleBoundaries = [
  'error',
  {
    // Lazy loading is for bundles. Ours are programs: one may load late what another loads at its start.
    checkDynamicDependenciesExceptions: ['.*'],
    depConstraints: [
      ...layers.map((layer, index) => ({
        sourceTag: layer,
        onlyDependOnLibsWithTags: layers.slice(0, index),
        ...(index < 2 ? { bannedExternalImports: outsideLibraries } : {}),
      })),
      { sourceTag: 'layer:app', onlyDependOnLibsWithTags: layers },
      { sourceTag: 'layer:workspace', onlyDependOnLibsWithTags: ['*'] },
      { sourceTag: 'scope:shared', onlyDependOnLibsWithTags: ['scope:shared'] },
      { sourceTag: 'scope:workspace', onlyDependOnLibsWithTags: ['*'] },
      ...services.map((service) => ({
        sourceTag: `scope:${service}`,
        onlyDependOnLibsWithTags: [`scope:${service}`, 'scope:shared'],
      })),
    ],
  },
];

const nodeModules = {
  group: ['node:*'],
  message: 'contract and core run anywhere: take what the machine offers through a port.',
};
const testingEntries = {
  group: ['@metamorphosis/*/testing'],
  message: 'Suites and test kits belong in specs, features, e2e and the testing kit.',
};
const adapters = {
  group: ['embedded', 'kafka', 'redis', 'postgres'].flatMap((lib) => [
    `@metamorphosis/${lib}`,
    `@metamorphosis/${lib}/*`,
  ]),
  message: 'Adapters are chosen in libs/wiring alone.',
};

// By package name, too, which the tags do not see: an app has no entry point.
const apps = {
  group: ['@metamorphosis-apps/*'],
  message: 'Nothing imports an app: services meet in topics and in the supergraph.',
};
const environment = {
  name: 'node:process',
  importNames: ['env'],
  message: 'The environment is read in libs/wiring alone; take an option.',
};

const restricted = (...patterns) => [
  'error',
  { paths: [environment], patterns: [apps, ...patterns] },
];

const specs = ['**/*.spec.ts', '**/*.features.ts', '**/testing.ts', '**/testing/**'];

/** What the tags cannot say: an import that is right in one folder and wrong in another. The last match holds. */
export const importRules = [
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    rules: { 'no-restricted-imports': restricted(testingEntries, adapters) },
  },
  {
    files: ['libs/contract/**/*.ts', 'libs/core/**/*.ts'],
    rules: { 'no-restricted-imports': restricted(testingEntries, adapters, nodeModules) },
  },
  {
    files: ['libs/wiring/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [apps, testingEntries] }] },
  },
  { files: specs, rules: { 'no-restricted-imports': 'off' } },
];
