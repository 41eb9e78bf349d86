import { shownEvents } from '../expand/reach.js';
import { camelCase, kebabCase } from '../model/names.js';
import type { CommandModel, EventModel, ServiceModel } from '../model/service-model.js';
import type { Stub } from '../write/generated-file.js';
import { olderFilesOf, type OlderFile } from './older-files.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';

/** An upcast that a service needs, when it reads the record at all. */
export interface NeededUpcast {
  readonly owner: ServiceModel;
  readonly record: EventModel | CommandModel;
  readonly form: OlderFile;
  /**
   * Found in the author's code of a service that handles the record. Every command is handled by its own, and events that
   * subscribers are shown are read by the service that publishes them.
   */
  readonly when?: RegExp;
  /** Found where the upcast is written. */
  readonly written: RegExp;
}

/** The upcasts that `reader` needs for older records of its own that it handles or shows, and for events of others that it handles. */
export function upcastsOf(
  reader: ServiceModel,
  all: readonly ServiceModel[],
): readonly NeededUpcast[] {
  return all.flatMap((owner) => {
    const isOwn = owner.name === reader.name;
    const shown = isOwn ? shownEvents(owner) : [];
    return [...owner.events, ...(isOwn ? owner.commands : [])].flatMap((record) => {
      const always = 'field' in record || shown.some((event) => event === record);
      const when = always ? undefined : handles(owner, record, isOwn);
      return olderFilesOf(owner, reader, record).map((form) => ({
        ...{ owner, record, form, written: writtenAs(form) },
        ...(when && { when }),
      }));
    });
  });
}

/** Stubs of them, written where the author's code handles the record and has no upcast yet. */
export function upcastStubs(
  reader: ServiceModel,
  all: readonly ServiceModel[],
): readonly (Omit<Stub, 'path' | 'service' | 'text'> & { readonly file: TsFile })[] {
  return upcastsOf(reader, all).map(({ record, form, when, written }) => ({
    file: upcastStub(record, form),
    unless: written,
    ...(when && { when }),
  }));
}

function upcastStub({ name, version: today }: EventModel | CommandModel, form: OlderFile): TsFile {
  const { token, module, version } = form;
  const file = new TsFile(`upcasts/${kebabCase(name)}.v${version}.ts`);
  const make = file.value('upcast', '@metamorphosis/core');
  const from = file.value(token, `../generated/${module}.js`);
  const own = `${camelCase(name)}FromV${version}`;
  const next = version + 1 < today ? `version ${version + 1}` : 'the form of today';
  file.add(
    `${doc(
      `Brings ${name} of version ${version} to ${next}. It belongs in the \`upcasts\` of the module, until no record`,
      `of version ${version} is on the log any more.`,
    )}export const ${own} = ${make}(${from}, (_old) => {
      throw new Error('The upcast from version ${version} of ${name} is not written yet: see src/${file.path}.');
    });`,
  );
  return file;
}

/** The token of an event is imported by who handles it; who publishes imports its constructor. */
function handles(owner: ServiceModel, { name }: EventModel, isOwn: boolean): RegExp {
  const module = isOwn ? 'events' : `external/${owner.name}`;
  return importOf([name], `(?:${module}|event-interfaces)`, interfacesOf(owner, name));
}

function interfacesOf(owner: ServiceModel, event: string): readonly string[] {
  const type = owner.events.find(({ name }) => name === event)?.type;
  return type?.getInterfaces().map(({ name }) => name) ?? [];
}

function importOf(names: readonly string[], module: string, more: readonly string[]): RegExp {
  const any = [...names, ...more].join('|');
  return new RegExp(
    `import\\s*\\{[^}]*(?<!\\btype\\s+)\\b(?:${any})\\b[^}]*\\}\\s*from\\s*['"][^'"]*generated/${module}\\.js['"]`,
  );
}

function writtenAs({ token }: OlderFile): RegExp {
  return new RegExp(`\\bupcast(?:<[^(]*>)?\\(\\s*${token}\\b`);
}
