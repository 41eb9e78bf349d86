import { readdirSync, readFileSync } from 'node:fs';

const dependenciesOf = (folder) => {
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
};

const own = dependenciesOf('.');
/** Tests of the whole workspace use of libraries what these bring along. */
const ofLibraries = readdirSync('libs')
  .flatMap((lib) => dependenciesOf(`libs/${lib}`))
  .filter((name) => !own.includes(name));

const service = { entry: ['src/{main,worker}.ts'] };

/**
 * What nobody uses: files, exports, dependencies. Types are left out: what an exported function takes and answers is named for
 * its readers, whether or not another file imports it.
 */
export default {
  exclude: ['types', 'optionalPeerDependencies'],
  ignore: ['**/generated/**', 'libs/cli/template/**'],
  // Programs of the machine.
  ignoreBinaries: ['pg_config', 'pgrep', 'prlimit', 'redis-server', 'unshare'],
  // Its plugin takes our preset for one of its own, and reads half of its name.
  'graphql-codegen': false,
  workspaces: {
    '.': {
      entry: ['{tools,e2e}/**/*.{ts,mjs}'],
      project: ['*.{js,ts}', '{tools,e2e}/**/*.{ts,js,mjs}'],
      ignoreDependencies: [...new Set(ofLibraries), '@nx/js', '@graphql-codegen/cli'],
    },
    // Each has a package.json of its own, for what it compares with, and is no package of the workspace.
    'bench/*': { entry: ['**/*.{ts,mjs}'], ignoreDependencies: [/./] },
    'apps/gregor': { ignoreDependencies: ['@metamorphosis/cli'] },
    'apps/shop': { ignoreDependencies: ['axe-core'] },
    'apps/customers': service,
    'apps/inventory': service,
    'apps/orders': service,
    'libs/codegen': { ignore: ['golden/**'] },
    // GraphiQL is read as files; urql is run as the guide of subscriptions shows it.
    'libs/gateway': { ignoreDependencies: ['graphiql', '@urql/core'] },
    // For the hooks' spec, which stands with the client's in e2e.
    'libs/react': { ignoreDependencies: ['react-test-renderer', '@types/react-test-renderer'] },
    'libs/redis': { entry: ['bench/*.mjs'] },
    'libs/telemetry': { entry: ['src/watchdog/hang-watch-thread.ts'] },
  },
};
