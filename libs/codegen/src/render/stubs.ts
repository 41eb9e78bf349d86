import { entitiesWithId } from '../model/entity-ids.js';
import { kebabCase, pascalCase } from '../model/names.js';
import type { CommandModel, EntityModel, ServiceModel } from '../model/service-model.js';
import type { Format } from '../run/generation-cache.js';
import type { Stub } from '../write/generated-file.js';
import { entryStubs } from './entry-stubs.js';
import { IdTypes } from './id-types.js';
import { signaturesFor } from './resolver-signatures.js';
import { servedEntities } from './resolvers-file.js';
import { specStub } from './spec-stub.js';
import { doc, docOf } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { commandArgs, commandHandler, commandOutcome, entityClass } from './type-names.js';
import { upcastStubs } from './upcast-stubs.js';

/** What a service needs of its author, written once as a beginning. */
export async function stubsOf(
  service: ServiceModel,
  all: readonly ServiceModel[],
  format: Format,
): Promise<readonly Stub[]> {
  return Promise.all(stubDrafts(service, all).map((draft) => formatStub(draft, format)));
}

/** A stub as it is written. */
export async function formatStub(draft: Stub, format: Format): Promise<Stub> {
  return { ...draft, text: await format(draft.text, 'typescript') };
}

/** The stubs of a service, not yet formatted: most of them are there already and are not needed. */
export function stubDrafts(service: ServiceModel, all: readonly ServiceModel[]): readonly Stub[] {
  const ids = new IdTypes(entitiesWithId(all));
  const files = [
    { file: databaseStub(service) },
    { file: migrationsStub() },
    ...entryStubs(service).map((file) => ({ file })),
    ...service.commands.map((command) => ({
      file: handlerStub(service, command),
      unless: extending(commandHandler(command.name)),
    })),
    ...service.commands.map((command) => ({
      file: specStub(service, command),
      unless: extending(commandHandler(command.name)),
    })),
    ...(service.queries.length > 0
      ? [{ file: queriesStub(service, ids), unless: extending('Queries') }]
      : []),
    ...servedEntities(service).map((entity) => ({
      file: entityStub(service, ids, entity),
      unless: extending(entityClass(entity.name)),
    })),
    ...upcastStubs(service, all),
  ];
  return files.map(({ file, ...rest }) => ({
    path: `${service.name}/src/${file.path}`,
    text: file.text,
    service: service.name,
    ...rest,
  }));
}

/** Code that has a class of its own for what a generated class stands for. */
function extending(base: string): RegExp {
  return new RegExp(`\\bextends\\s+${base}\\b`);
}

function databaseStub(service: ServiceModel): TsFile {
  const file = new TsFile('database.ts');
  file.add(
    `${doc(`The tables of ${service.name}, by name: an interface of its columns for each.`)}export type Database = Record<never, never>;`,
  );
  return file;
}

function migrationsStub(): TsFile {
  const file = new TsFile('migrations/index.ts');
  const migration = file.type('Migration', 'kysely/migration');
  file.add(
    `${doc('The migrations of this service; they run in the order of their names.')}export const migrations: Record<string, ${migration}> = {};`,
  );
  return file;
}

function handlerStub(service: ServiceModel, { name, field }: CommandModel): TsFile {
  const kebab = kebabCase(name);
  const file = new TsFile(`${kebab}/${kebab}.handler.ts`);
  const types = '../generated/types.js';
  const args = file.type(commandArgs(name), types);
  const outcome = file.type(commandOutcome(name), types);
  const context = file.type('CommandContext', '@metamorphosis/core');
  const tx = file.type('Tx', '../generated/tx.js');
  const base = file.value(commandHandler(name), '../generated/commands.js');
  file.add(
    `${docOf(field)}@${file.value('Injectable', '@nestjs/common')}()
    export class ${pascalCase(name)} extends ${base} {
      async handle(_args: ${args}, _context: ${context}<${tx}>): Promise<${outcome}> {
        ${notWritten(name, service, file)}
      }
    }`,
  );
  return file;
}

function queriesStub(service: ServiceModel, ids: IdTypes): TsFile {
  const file = new TsFile(`${service.name}.queries.ts`);
  const signatures = signaturesFor(service, ids, file, './generated/types.js', '_');
  const base = file.value('Queries', './generated/resolvers.js');
  const methods = service.queries.map(
    (query) =>
      `async ${signatures.query(query)} { ${notWritten(`Query.${query.name}`, service, file)} }`,
  );
  file.add(
    `${doc(`Answers queries to ${service.name}.`)}@${file.value('Injectable', '@nestjs/common')}()
    export class ${pascalCase(service.name)}Queries extends ${base} {\n${methods.join('\n\n')}\n}`,
  );
  return file;
}

function entityStub(service: ServiceModel, ids: IdTypes, entity: EntityModel): TsFile {
  const { name, loads, resolvedFields, type } = entity;
  const kebab = kebabCase(name);
  const file = new TsFile(`${kebab}/${kebab}.entity.ts`);
  const signatures = signaturesFor(service, ids, file, '../generated/types.js', '_');
  const base = file.value(entityClass(name), '../generated/resolvers.js');
  const methods = resolvedFields.map(
    (field) =>
      `async ${signatures.resolve(entity, field)} { ${notWritten(`${name}.${field.name}`, service, file)} }`,
  );
  if (loads) {
    methods.unshift(
      `async ${signatures.load(entity)} { ${notWritten(`Loading ${name}`, service, file)} }`,
    );
  }
  file.add(
    `${docOf(type)}@${file.value('Injectable', '@nestjs/common')}()
    export class ${pascalCase(service.name)}${name} extends ${base} {\n${methods.join('\n\n')}\n}`,
  );
  return file;
}

function notWritten(what: string, service: ServiceModel, file: TsFile): string {
  return `throw new Error('${what} of ${service.name} is not written yet: see src/${file.path}.');`;
}
