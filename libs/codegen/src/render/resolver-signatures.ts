import type { GraphQLNamedType } from 'graphql';
import type { EntityModel, FieldModel, ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity } from '../model/type-queries.js';
import type { IdTypes } from './id-types.js';
import { isDeclared, memberType, recordTypeName } from './record-types.js';
import type { TsFile } from './ts-file.js';
import { fieldArgs } from './type-names.js';

/** The methods by which a service answers, as they are declared and as they are written. */
export interface Signatures {
  query(query: FieldModel): string;
  load(entity: EntityModel): string;
  resolve(entity: EntityModel, field: FieldModel): string;
}

/** Signatures whose types are imported into `file`; a method that uses no parameter marks them all. */
export function signaturesFor(
  service: ServiceModel,
  idTypes: IdTypes,
  file: TsFile,
  types: string,
  unused: '' | '_' = '',
): Signatures {
  const ids = idTypes.in(file, types.replace('types.js', 'ids.js'));
  const answer = ({ field }: FieldModel) =>
    memberType(field, ids, undefined, (named) => answered(service, named, file, types));
  const context = () => `${unused}context: ${file.type('RequestContext', '@metamorphosis/core')}`;
  return {
    query: (query) => {
      const { name, field } = query;
      const args =
        field.args.length === 0
          ? 'Readonly<Record<string, never>>'
          : file.type(fieldArgs('Query', name), types);
      return `${name}(${unused}args: ${args}, ${context()}): Promise<${answer(query)}>`;
    },
    load: ({ name }) => {
      const keys = `${unused}keys: readonly ${file.type(`${name}Key`, types)}[]`;
      return `load(${keys}, ${context()}): Promise<readonly (${file.type(name, types)} | null)[]>`;
    },
    resolve: (entity, field) => {
      const parents = `${unused}parents: readonly ${file.type(`${entity.name}Ref`, types)}[]`;
      const args = `${unused}args: ${file.type(fieldArgs(entity.name, field.name), types)}`;
      const result = answer(field);
      const item = /[ |&]/.test(result) ? `(${result})` : result;
      return `${field.name}(${parents}, ${args}, ${context()}): Promise<readonly ${item}[]>`;
    },
  };
}

/** What a resolver answers: entities of this service whole, others by key. */
function answered(
  service: ServiceModel,
  type: GraphQLNamedType,
  file: TsFile,
  types: string,
): string {
  if (isEntity(type)) {
    const { loads, resolvable } = entityOf(service, type.name);
    return file.type(loads && resolvable ? type.name : recordTypeName(type), types);
  }
  const name = recordTypeName(type);
  return isDeclared(type) ? file.type(name, types) : name;
}
