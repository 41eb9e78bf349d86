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
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import type { EntityModel, ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, recordKey } from '../model/type-queries.js';
import {
  inputProperty,
  optionalProperty,
  property,
  recordTypeName,
  tsType,
} from './record-types.js';
import { doc, docOf } from './ts-doc.js';

/** Who reads the declared types: the owning service writes whole records, others read older ones, too. */
export type Reader = 'owner' | 'foreign';

/** The declarations that stand for one SDL type in record form. */
export function declare(
  service: ServiceModel,
  type: GraphQLNamedType,
  reader: Reader,
): readonly string[] {
  if (isEnumType(type)) return [enumType(type)];
  if (isInputObjectType(type)) return [inputType(type)];
  if (isUnionType(type) || isInterfaceType(type)) {
    return [`${docOf(type)}export type ${type.name} = ${members(service, type)};`];
  }
  if (!isObjectType(type)) return [];
  if (isEntity(type)) return [entityRef(entityOf(service, type.name), reader)];
  return [valueType(type, reader)];
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
): string {
  const properties = args.map((argument) => `${docOf(argument)}${inputProperty(argument)}`);
  return `${doc(about)}export interface ${name} {\n${properties.join('\n')}\n}`;
}

/** An entity as the service that owns it knows it: all fields but those that are resolved apart. */
export function wholeEntity({ type, name, resolvedFields }: EntityModel): string {
  const apart = new Set(resolvedFields.map((field) => field.name));
  const fields = Object.values(type.getFields()).filter((field) => !apart.has(field.name));
  return objectInterface(name, docOf(type), name, fields, 'owner');
}

/** The keys by which an entity is loaded. */
export function entityKey(entity: EntityModel): string {
  const forms = entity.keys.map((key) => {
    const fields = key.flatMap((name) => entity.type.getFields()[name] ?? []);
    return `{ ${fields.map(({ name, type }) => property(name, type)).join(' ')} }`;
  });
  return `${doc(`What names ${article(entity.name)} when it is loaded.`)}export type ${entity.name}Key = ${forms.join(' | ')};`;
}

function entityRef(entity: EntityModel, reader: Reader): string {
  const key = recordKey(entity);
  const fields = key.flatMap((name) => entity.type.getFields()[name] ?? []);
  const about = doc(`${article(entity.name, true)} as records carry it: by its key.`);
  return objectInterface(`${entity.name}Ref`, about, entity.name, fields, reader);
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

function inputType(type: GraphQLInputObjectType): string {
  if (type.isOneOf) return oneOfType(type);
  const properties = Object.values(type.getFields()).map(
    (field) => `${docOf(field)}${inputProperty(field)}`,
  );
  return `${docOf(type)}export interface ${type.name} {\n${properties.join('\n')}\n}`;
}

/** An input of which exactly one field is written. */
function oneOfType(type: GraphQLInputObjectType): string {
  const fields = Object.values(type.getFields());
  const forms = fields.map((written) => {
    const properties = fields.map((field) =>
      field === written
        ? `${docOf(field)}readonly ${field.name}: ${tsType(new GraphQLNonNull(getNullableType(field.type)))};`
        : `readonly ${field.name}?: never;`,
    );
    return `{\n${properties.join('\n')}\n}`;
  });
  return `${docOf(type)}export type ${type.name} = ${forms.join(' | ')};`;
}

function valueType(type: GraphQLObjectType, reader: Reader): string {
  const name = recordTypeName(type);
  // Nothing that carries events asks for their name: their tokens know it.
  const typename = name === type.name ? name : undefined;
  return objectInterface(name, docOf(type), typename, Object.values(type.getFields()), reader);
}

function objectInterface(
  name: string,
  about: string,
  typename: string | undefined,
  fields: readonly GraphQLField<unknown, unknown>[],
  reader: Reader,
): string {
  const render = reader === 'owner' ? property : optionalProperty;
  const properties = fields.map((field) => `${docOf(field)}${render(field.name, field.type)}`);
  if (typename !== undefined) properties.unshift(`readonly __typename?: '${typename}';`);
  return `${about}export interface ${name} {\n${properties.join('\n')}\n}`;
}

function article(name: string, capital = false): string {
  const word = /^[AEIOU]/.test(name) ? 'an' : 'a';
  return `${capital ? word.charAt(0).toUpperCase() + word.slice(1) : word} ${name}`;
}
