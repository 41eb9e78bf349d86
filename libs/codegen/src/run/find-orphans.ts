import { join, relative } from 'node:path';
import { Source } from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Reporter } from '../diagnostics/reporter.js';
import type { ServiceModel } from '../model/service-model.js';
import { servedEntities } from '../render/resolvers-file.js';
import { commandHandler, entityClass } from '../render/type-names.js';
import { filesBelow, readIfThere } from '../write/write-files.js';

/**
 * Classes of the author's that extend what the SDL has no more: a command, an entity or a query that
 * was removed or renamed. They are told and never touched. `out` is the folder of all services.
 */
export async function findOrphans(
  services: readonly ServiceModel[],
  out: string,
  cwd: string,
): Promise<readonly Diagnostic[]> {
  const reporter = new Reporter();
  await Promise.all(services.map((service) => lookInService(service, out, cwd, reporter)));
  return reporter.diagnostics;
}

async function lookInService(
  service: ServiceModel,
  out: string,
  cwd: string,
  reporter: Reporter,
): Promise<void> {
  const classes = new Set(generatedClasses(service));
  const folder = join(out, service.name, 'src');
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
        `${base} is no longer generated: ${service.path} declares nothing that it stands for.`,
        adviceOn(base, free),
      );
    }
  }
}

/** The abstract classes that an author extends. */
function generatedClasses(service: ServiceModel): readonly string[] {
  return [
    ...service.commands.map(({ name }) => commandHandler(name)),
    ...servedEntities(service).map(({ name }) => entityClass(name)),
    ...(service.queries.length > 0 ? ['Queries'] : []),
  ];
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
