/** A package.json, as far as packing looks into it. */
export interface Manifest {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly version: string;
  readonly exports: Exports;
}

type Exports = string | { readonly [condition: string]: Exports };

/** The condition under which the workspace resolves its libraries to their sources. */
const SOURCE = '@metamorphosis/source';

/** What only the workspace has a use for. */
const OWN = ['devDependencies', 'nx', 'private', 'scripts'];

/**
 * The package.json that is published: without the workspace's own fields, and without the condition
 * `@metamorphosis/source`. Who set that condition would be given TypeScript to run from node_modules.
 */
export function publishedManifest(manifest: Manifest): Manifest {
  const kept = Object.entries(manifest).filter(([field]) => !OWN.includes(field));
  return {
    ...(Object.fromEntries(kept) as Manifest),
    exports: withoutSource(manifest.exports),
    publishConfig: { access: 'public' },
  };
}

function withoutSource(exports: Exports): Exports {
  if (typeof exports === 'string') return exports;
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([condition]) => condition !== SOURCE)
      .map(([condition, target]) => [condition, withoutSource(target)]),
  );
}
