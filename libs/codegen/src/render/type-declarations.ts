import {
  getNullableType,
  GraphQLNonNull,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import type { EntityModel, ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, recordKey } from '../model/type-queries.js';
import type { EntityIds } from './id-types.js';
import { optionalProperty, property, recordTypeName } from './record-types.js';
import { doc, docOf } from './ts-doc.js';

/** Who reads the declared types: the owning service writes whole records, others read older ones, too. */
export type Reader = 'owner' | 'foreign';

/** The declarations that stand for one SDL type in record form; `ids` are those of the file that they are written to. */
export function declare(
  service: ServiceModel,
  type: GraphQLNamedType,
  reader: Reader,
  ids: EntityIds,
): readonly string[] {
  if (isEnumType(type)) return [enumType(type)];
  if (isInputObjectType(type)) return [inputType(type, ids)];
  if (isUnionType(type) || isInterfaceType(type)) {
    return [`${docOf(type)}export type ${type.name} = ${members(service, type)};`];
  }
  if (!isObjectType(type)) return [];
  if (isEntity(type)) return [entityRef(entityOf(service, type.name), reader, ids)];
  return [valueType(type, reader, ids)];
}

/** The members of an abstract type, each with its `__typename`. */
function members(service: ServiceModel, type: GraphQLNamedType): string {
  const possible =
    isUnionType(type) || isInterfaceType(type) ? service.schema.getPossibleTypes(type) : [];
  return possible
    .map((member) => `(${recordTypeName(member)} & { readonly __typename: '${member.name}' })`)
    .join(' | ');
}

/** An interface of arguments. */
export function argumentsType(
  name: string,
  about: string,
  args: readonly GraphQLArgument[],
  ids: EntityIds,
): string {
  const properties = args.map((argument) => `${docOf(argument)}${optionalProperty(argument, ids)}`);
  return `${doc(about)}export interface ${name} {\n${properties.join('\n')}\n}`;
}

/** An entity as the service that owns it knows it: all fields but those that are resolved apart. */
export function wholeEntity({ type, name, resolvedFields }: EntityModel, ids: EntityIds): string {
  const apart = new Set(resolvedFields.map((field) => field.name));
  const fields = Object.values(type.getFields()).filter((field) => !apart.has(field.name));
  return objectInterface(name, docOf(type), name, fields, 'owner', ids);
}

/** The keys by which an entity is loaded. */
export function entityKey(entity: EntityModel, ids: EntityIds): string {
  const forms = entity.keys.map((key) => {
    const fields = key.flatMap((name) => entity.type.getFields()[name] ?? []);
    return `{ ${fields.map((field) => property(field, ids, entity.name)).join(' ')} }`;
  });
  return `${doc(`What names ${article(entity.name)} when it is loaded.`)}export type ${entity.name}Key = ${forms.join(' | ')};`;
}

function entityRef(entity: EntityModel, reader: Reader, ids: EntityIds): string {
  const key = recordKey(entity);
  const fields = key.flatMap((name) => entity.type.getFields()[name] ?? []);
  const about = doc(`${article(entity.name, true)} as records carry it: by its key.`);
  return objectInterface(`${entity.name}Ref`, about, entity.name, fields, reader, ids);
}

function enumType(type: GraphQLEnumType): string {
  const values = type.getValues();
  const about = values.flatMap(({ name, description, deprecationReason }) => {
    const parts = [
      description ?? '',
      deprecationReason == null ? '' : `Deprecated: ${deprecationReason}`,
    ];
    const text = parts
      .filter((part) => part !== '')
      .join(' ')
      .replaceAll('\n', ' ');
    return text === '' ? [] : [`- \`${name}\`: ${text}`];
  });
  const union = values.map(({ name }) => `'${name}'`).join(' | ');
  const list = about.length === 0 ? [] : ['', ...about];
  return `${docOf(type, ...list)}export type ${type.name} = ${union};`;
}

function inputType(type: GraphQLInputObjectType, ids: EntityIds): string {
  if (type.isOneOf) return oneOfType(type, ids);
  const properties = Object.values(type.getFields()).map(
    (field) => `${docOf(field)}${optionalProperty(field, ids)}`,
  );
  return `${docOf(type)}export interface ${type.name} {\n${properties.join('\n')}\n}`;
}

/** An input of which exactly one field is written. */
function oneOfType(type: GraphQLInputObjectType, ids: EntityIds): string {
  const fields = Object.values(type.getFields());
  const forms = fields.map((written) => {
    const properties = fields.map((field) =>
      field === written
        ? `${docOf(field)}${property({ name: field.name, type: present(field.type) }, ids)}`
        : `readonly ${field.name}?: never;`,
    );
    return `{\n${properties.join('\n')}\n}`;
  });
  return `${docOf(type)}export type ${type.name} = ${forms.join(' | ')};`;
}

function present(type: GraphQLInputType): GraphQLInputType {
  return new GraphQLNonNull(getNullableType(type));
}

function valueType(type: GraphQLObjectType, reader: Reader, ids: EntityIds): string {
  const name = recordTypeName(type);
  // Nothing that carries events asks for their name: their tokens know it.
  const typename = name === type.name ? name : undefined;
  return objectInterface(name, docOf(type), typename, Object.values(type.getFields()), reader, ids);
}

function objectInterface(
  name: string,
  about: string,
  typename: string | undefined,
  fields: readonly GraphQLField<unknown, unknown>[],
  reader: Reader,
  ids: EntityIds,
): string {
  const render = reader === 'owner' ? property : optionalProperty;
  const properties = fields.map((field) => `${docOf(field)}${render(field, ids, typename)}`);
  if (typename !== undefined) properties.unshift(`readonly __typename?: '${typename}';`);
  return `${about}export interface ${name} {\n${properties.join('\n')}\n}`;
}

function article(name: string, capital = false): string {
  const word = /^[AEIOU]/.test(name) ? 'an' : 'a';
  return `${capital ? word.charAt(0).toUpperCase() + word.slice(1) : word} ${name}`;
}
