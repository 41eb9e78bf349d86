import { join, relative } from 'node:path';
import { Source } from 'graphql';
import { didYouMean } from '@metamorphosis/core';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { Reporter } from '../diagnostics/reporter.js';
import type { ServiceModel } from '../model/service-model.js';
import { servedEntities } from '../render/resolvers-file.js';
import { commandHandler, entityClass } from '../render/type-names.js';
import { upcastsOf } from '../render/upcast-stubs.js';
import { filesBelow, readIfThere } from '../write/write-files.js';

/**
 * Classes of the author's that extend what the SDL has no more: a command, an entity or a query that
 * was removed or renamed; and upcasts from forms that are not kept any more. They are told and never touched. `out` is the
 * folder of all services.
 */
export async function findOrphans(
  services: readonly ServiceModel[],
  out: string,
  cwd: string,
): Promise<readonly Diagnostic[]> {
  const reporter = new Reporter();
  await Promise.all(
    services.map((service) => lookInService(service, services, out, cwd, reporter)),
  );
  return reporter.diagnostics;
}

async function lookInService(
  service: ServiceModel,
  all: readonly ServiceModel[],
  out: string,
  cwd: string,
  reporter: Reporter,
): Promise<void> {
  const forms = new Set(upcastsOf(service, all).map(({ form }) => form.token));
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
    for (const { name: form, start } of readForms(source.body)) {
      if (forms.has(form)) continue;
      reporter.span(
        'UPCAST_ORPHANED',
        { source, start, end: start + form.length },
        `${form} is no longer generated: schema/records.json does not keep that form, or its record is gone.`,
        'delete the upcast and its entry in the module',
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

/** Older forms that a file imports for its upcasts. */
function readForms(text: string): readonly Extension[] {
  const imports = text.matchAll(
    /import\s*\{\s*(\w+)[^}]*\}\s*from\s*['"][^'"]*generated\/(?:older|external\/[\w-]+)\/[\w.-]+\.v\d+\.js['"]/g,
  );
  return [...imports].map((found) => {
    const name = found[1] as string;
    return { name, start: (found.index ?? 0) + found[0].indexOf(name) };
  });
}

function adviceOn(base: string, free: readonly string[]): string {
  const meant = didYouMean(base, free);
  return meant === undefined
    ? 'delete the class and its entry in the service, or declare again what it stands for'
    : `${meant} If it was renamed, extend that; otherwise delete the class and its entry in the service`;
}
