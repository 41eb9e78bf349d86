import type { EntityModel, ServiceModel } from '../model/service-model.js';
import type { IdTypes } from './id-types.js';
import { signaturesFor } from './resolver-signatures.js';
import { doc, docOf } from './ts-doc.js';
import { TsFile } from './ts-file.js';
import { entityClass } from './type-names.js';

const LOAD_DOC = doc(
  'Loads all that a request asks for at once: one answer a key, in the order of the keys, null for',
  'an unknown one.',
);

/** `resolvers.ts`: what answers queries, and loads and resolves entities; for the author to extend. */
export function resolversFile(service: ServiceModel, ids: IdTypes): TsFile {
  const file = new TsFile('resolvers.ts', `What answers queries to ${service.name}.`);
  if (service.queries.length > 0) file.add(queriesClass(service, ids, file));
  for (const entity of servedEntities(service)) {
    file.add(entityClassOf(service, ids, entity, file));
  }
  return file;
}

/** Entities that the service has something to say about. */
export function servedEntities(service: ServiceModel): readonly EntityModel[] {
  return service.entities.filter(
    ({ resolvable, loads, resolvedFields }) => resolvable && (loads || resolvedFields.length > 0),
  );
}

function queriesClass(service: ServiceModel, ids: IdTypes, file: TsFile): string {
  const signatures = signaturesFor(service, ids, file, './types.js');
  const methods = service.queries.map(
    (query) => `${docOf(query.field)}abstract ${signatures.query(query)};`,
  );
  return `${doc('Answers queries. An entity is answered whole when it is of this service, by key otherwise.')}export abstract class Queries {\n${methods.join('\n\n')}\n}`;
}

function entityClassOf(
  service: ServiceModel,
  ids: IdTypes,
  entity: EntityModel,
  file: TsFile,
): string {
  const { name, loads, resolvedFields, type } = entity;
  const signatures = signaturesFor(service, ids, file, './types.js');
  const members = [`readonly entity = '${name}';`];
  if (loads) members.push(`${LOAD_DOC}abstract ${signatures.load(entity)};`);
  for (const field of resolvedFields) {
    const about = docOf(
      field.field,
      '',
      'Answers for all parents of a request at once, in their order.',
    );
    members.push(`${about}abstract ${signatures.resolve(entity, field)};`);
  }
  return `${docOf(type)}export abstract class ${entityClass(name)} {\n${members.join('\n\n')}\n}`;
}
