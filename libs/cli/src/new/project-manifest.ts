import type { ProjectNames } from './project-names.js';
import { OVERRIDES, VERSIONS } from './versions.js';

/** Where the packages of this product come from: its version in the registry, or a file for each. */
export type PackageSource =
  | { readonly kind: 'registry'; readonly version: string }
  | { readonly kind: 'files'; readonly specs: ReadonlyMap<string, string> };

const CODE = ['contract', 'core', 'nest', 'wiring'].map((name) => `@metamorphosis/${name}`);
const TOOLS = ['cli', 'testing'].map((name) => `@metamorphosis/${name}`);

/** What a project needs of this product, directly or not; those that it names itself come first. */
export const NEEDED: readonly string[] = [...CODE, ...TOOLS];

/** The package.json of a new project. */
export function projectManifest({ project }: ProjectNames, source: PackageSource): object {
  const spec = (name: string): string =>
    source.kind === 'registry' ? source.version : (source.specs.get(name) ?? '*');
  const own = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, spec(name)]));
  // Packages that depend on each other find each other here, where no registry has them.
  const others =
    source.kind === 'registry'
      ? []
      : [...source.specs.keys()].filter((name) => !NEEDED.includes(name));
  const { '@nestjs/common': nest, kysely, ...tools } = VERSIONS;
  return {
    name: project,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=24' },
    scripts: {
      codegen: 'gregor codegen',
      keep: 'gregor schema keep',
      build: 'tsc --build',
      typecheck: 'tsc --build && tsc --project tsconfig.specs.json',
      test: 'vitest run',
      prestart: 'tsc --build',
      start: 'gregor start',
      dev: 'gregor dev',
    },
    dependencies: { ...own(CODE), ...own(others), '@nestjs/common': nest, kysely },
    devDependencies: { ...own(TOOLS), ...tools },
    overrides: OVERRIDES,
  };
}
