import { join, relative } from 'node:path';
import { Source } from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Reporter } from '../diagnostics/reporter.js';
import type { SdlFile } from '../sources/sdl-file.js';
import type { GeneratedFile } from '../write/generated-file.js';
import { filesBelow, readIfThere } from '../write/write-files.js';

/** What orphans are looked for in. */
export interface OrphanSearch {
  readonly cwd: string;
  /** The folder of all services, absolute. */
  readonly out: string;
  readonly services: readonly string[];
  readonly files: readonly GeneratedFile[];
  readonly sdlFiles: readonly SdlFile[];
}

/** Modules whose classes authors extend. */
const EXTENDED = ['commands', 'resolvers'];

/**
 * Classes of the author's that extend what the SDL has no more: a command, an entity or a query that
 * was removed or renamed. They are told and never touched.
 */
export async function findOrphans(search: OrphanSearch): Promise<readonly Diagnostic[]> {
  const reporter = new Reporter();
  await Promise.all(search.services.map((service) => lookInService(service, search, reporter)));
  return reporter.diagnostics;
}

async function lookInService(
  service: string,
  { cwd, out, files, sdlFiles }: OrphanSearch,
  reporter: Reporter,
): Promise<void> {
  const classes = new Set(EXTENDED.flatMap((module) => classesOf(service, module, files)));
  const sdl = sdlFiles.find(({ path }) => path.endsWith(`${service}.graphql`))?.path ?? '';
  const folder = join(out, service, 'src');
  const names = (await filesBelow(folder)).filter(
    (name) => /(?<!\.spec)\.ts$/.test(name) && !name.startsWith('generated/'),
  );
  const texts = await Promise.all(names.map((name) => readIfThere(join(folder, name))));
  const extended = new Set(texts.flatMap((text) => extensions(text ?? '').map(({ name }) => name)));
  const free = [...classes].filter((name) => !extended.has(name));
  for (const [index, name] of names.entries()) {
    const source = new Source(texts[index] ?? '', relative(cwd, join(folder, name)));
    for (const { name: base, start } of extensions(source.body)) {
      if (classes.has(base)) continue;
      reporter.span(
        'HANDLER_ORPHANED',
        { source, start, end: start + base.length },
        `${base} is no longer generated: ${sdl} declares nothing that it stands for.`,
        adviceOn(base, free),
      );
    }
  }
}

/** The abstract classes that a generated module has. */
function classesOf(
  service: string,
  module: string,
  files: readonly GeneratedFile[],
): readonly string[] {
  const text = files.find(({ path }) => path === `${service}/src/generated/${module}.ts`)?.text;
  return [...(text ?? '').matchAll(/^export abstract class (\w+)/gm)].map(([, name = '']) => name);
}

interface Extension {
  readonly name: string;
  /** Where the name stands in the import of the generated module. */
  readonly start: number;
}

/** Classes that a file imports from generated modules in order to extend them. */
function extensions(text: string): readonly Extension[] {
  const imports = text.matchAll(
    /import\s*\{([^}]*)\}\s*from\s*['"](?:\.{1,2}\/)+generated\/(?:commands|resolvers)\.js['"]/g,
  );
  return [...imports].flatMap((found) => {
    const from = (found.index ?? 0) + found[0].indexOf('{') + 1;
    return [...(found[1] ?? '').matchAll(/\w+/g)].flatMap((word) =>
      new RegExp(`\\bextends\\s+${word[0]}\\b`).test(text)
        ? [{ name: word[0], start: from + word.index }]
        : [],
    );
  });
}

function adviceOn(base: string, free: readonly string[]): string {
  const meant = didYouMean(base, free);
  return meant === undefined
    ? 'delete the class and its entry in the service, or declare again what it stands for'
    : `${meant} If it was renamed, extend that; otherwise delete the class and its entry in the service`;
}
