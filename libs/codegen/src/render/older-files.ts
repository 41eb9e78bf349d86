import { formName } from '../evolution/older-forms.js';
import { camelCase, kebabCase, pascalCase } from '../model/names.js';
import type {
  CommandModel,
  EventModel,
  OlderFormModel,
  ServiceModel,
} from '../model/service-model.js';
import { CheckFunctions } from './check-functions.js';
import { finish } from './checks-file.js';
import type { EntityIds, IdTypes } from './id-types.js';
import { doc } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { argumentsType, declare } from './type-declarations.js';
import { commandArgs } from './type-names.js';
import { ownTypes } from './types-file.js';

const CORE = '@metamorphosis/core';

/** An older form of a record, and where its code is. */
export interface OlderFile {
  /** `OrderPlacedV1` */
  readonly token: string;
  /** Its module, from `src/generated` of the service that reads it: `external/orders/order-placed.v1`. */
  readonly module: string;
  readonly version: number;
}

/** The older forms of a record, as `reader` reads them: the service itself, or another one. */
export function olderFilesOf(
  owner: ServiceModel,
  reader: ServiceModel,
  record: EventModel | CommandModel,
): readonly OlderFile[] {
  const folder = owner.name === reader.name ? 'older' : `external/${owner.name}`;
  const base = `${kebabCase(record.name)}${isCommand(record) ? '.args' : ''}`;
  return record.older.map(({ version }) => ({
    token: formName(pascalCase(record.name), version),
    module: `${folder}/${base}.v${version}`,
    version,
  }));
}

/** A file for each older form of a service's records: what other services read are its events alone. */
export function olderFiles(
  owner: ServiceModel,
  reader: ServiceModel,
  ids: IdTypes,
): readonly TsFile[] {
  const isOwn = owner.name === reader.name;
  const records = [...owner.events, ...(isOwn ? owner.commands : [])];
  return records.flatMap((record) => {
    const places = olderFilesOf(owner, reader, record);
    return record.older.map((form, index) =>
      olderFile(owner, isOwn, record, form, places, index, ids),
    );
  });
}

/** What a definition says of its versions: nothing, while there is only the first. */
export function versionLines(
  { version }: EventModel | CommandModel,
  older: readonly OlderFile[],
  file: TsFile,
  from: (older: OlderFile) => string,
): string {
  if (version === 1) return '';
  const tokens = older.map((one) => file.value(one.token, from(one)));
  const forms = tokens.length === 0 ? '' : `\n    olderForms: [${tokens.join(', ')}],`;
  return `\n    version: ${version},${forms}`;
}

function olderFile(
  owner: ServiceModel,
  isOwn: boolean,
  record: EventModel | CommandModel,
  { version, model }: OlderFormModel,
  places: readonly OlderFile[],
  index: number,
  idTypes: IdTypes,
): TsFile {
  const place = places[index] as OlderFile;
  const type = `${owner.name}.${record.name}`;
  const file = new TsFile(
    `${place.module}.ts`,
    `${type} as version ${version} had it; records of that form may still lie on the log.`,
  );
  const functions = new CheckFunctions(model, file);
  const ids = idTypes.in(file);
  const old = dataType(record, place.token);
  const [check, root] = isCommand(record)
    ? commandForm(record, place.token, old, model, functions, ids)
    : eventForm(place.token, model, functions);
  const later = places[index + 1];
  const next = later
    ? file.type(dataType(record, later.token), sibling(later))
    : file.type(dataType(record, pascalCase(record.name)), today(owner, isOwn));
  const form = file.type('OlderForm', CORE);
  const checkOf = file.value('checkOf', '@metamorphosis/core/checks');
  finish(file, functions, [
    `${doc(`${record.name} of version ${version}, for the upcast that leads to version ${version + 1}.`)}export const ${place.token}: ${form}<${old}, ${next}> = {
      type: '${type}',
      version: ${version},
      check: ${checkOf}(${check}),
    };`,
    ...root,
  ]);
  for (const one of ownTypes(model)) file.add(...declare(model, one, 'foreign', ids));
  return file;
}

function eventForm(
  token: string,
  model: ServiceModel,
  functions: CheckFunctions,
): readonly [check: string, root: readonly string[]] {
  const type = model.schema.getType(token);
  const fields = type && 'getFields' in type ? Object.values(type.getFields()) : [];
  // Its type is declared with the others.
  return [functions.object(`${camelCase(token)}Data`, token, fields, false), []];
}

function commandForm(
  { name }: CommandModel,
  token: string,
  old: string,
  model: ServiceModel,
  functions: CheckFunctions,
  ids: EntityIds,
): readonly [check: string, root: readonly string[]] {
  const args = model.schema.getMutationType()?.getFields()[name]?.args ?? [];
  const check = functions.object(camelCase(old), old, args, true);
  return [check, [argumentsType(old, `What ${name} was called with as ${token}.`, args, ids)]];
}

function dataType(record: EventModel | CommandModel, name: string): string {
  return isCommand(record) ? commandArgs(name) : `${name}Data`;
}

function sibling({ module }: OlderFile): string {
  return `./${module.slice(module.lastIndexOf('/') + 1)}.js`;
}

function today({ name }: ServiceModel, isOwn: boolean): string {
  return isOwn ? '../types.js' : `../${name}.js`;
}

function isCommand(record: EventModel | CommandModel): record is CommandModel {
  return 'field' in record;
}
