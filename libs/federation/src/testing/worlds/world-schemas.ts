import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import {
  buildSchema,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  printSchema,
  type DefinitionNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { Thing, World } from './world.js';

type Resolve = GraphQLFieldResolver<Thing, unknown, Record<string, unknown>>;

/** The schema of one service, over the world's data. */
export function serviceSchema(world: World, name: string): GraphQLSchema {
  const typeDefs = parse(world.services[name] ?? '');
  const resolvers: Record<string, object> = {};
  for (const definition of typeDefs.definitions) {
    if (!isKeyed(definition)) continue;
    const isAbstract = definition.kind.startsWith('Interface');
    const type = definition.name.value;
    resolvers[type] = {
      __resolveReference: (reference: Thing) => lookUp(world, reference, isAbstract),
    };
  }
  const schema = buildSubgraphSchema([
    { typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> },
  ]);
  attach(world, schema, true);
  return schema;
}

/** A schema of one piece over the same data: what graphql-js makes of a query is right. */
export function wholeSchema(world: World, api: GraphQLSchema): GraphQLSchema {
  const schema = buildSchema(printSchema(api));
  attach(world, schema, false);
  return schema;
}

type Keyed = Extract<DefinitionNode, { readonly name: unknown; readonly fields?: unknown }> & {
  readonly name: { readonly value: string };
};

function isKeyed(definition: DefinitionNode): definition is Keyed {
  const isType =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.OBJECT_TYPE_EXTENSION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
  return isType && (definition.directives?.some(({ name }) => name.value === 'key') ?? false);
}

/** The entity that a reference means, with what the service was told of it. */
function lookUp(world: World, reference: Thing, isAbstract: boolean): Thing | null {
  const { __typename } = reference;
  const known = world.entities.some((entity) => entity.__typename === __typename);
  const found = world.entities.find(
    (entity) =>
      (!known || isAbstract || entity.__typename === __typename) && matches(entity, reference),
  );
  if (!found) return null;
  return { ...found, ...(!isAbstract && { __typename }), __told: reference };
}

const KEYS = ['id', 'isbn', 'code', 'sku'];

function matches(entity: Thing, reference: Thing): boolean {
  const named = KEYS.filter((key) => key in reference);
  const room = reference['room'] as Thing | undefined;
  return (
    named.length > 0 &&
    named.every((key) => entity[key] === reference[key]) &&
    (!room || (entity['room'] as Thing | undefined)?.['id'] === room['id'])
  );
}

function attach(world: World, schema: GraphQLSchema, isService: boolean): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isInterfaceType(type) || isUnionType(type)) {
      type.resolveType = (value: unknown) => (value as Thing).__typename;
    }
    if (!isObjectType(type)) continue;
    const names = [type.name, ...type.getInterfaces().map(({ name }) => name)];
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      field.resolve =
        type === schema.getQueryType()
          ? rootResolver(world, field.name)
          : fieldResolver(world, names, field.name, isService);
    }
  }
}

function rootResolver(world: World, field: string): Resolve {
  const value = world.query[field];
  return (_source, args) =>
    typeof value === 'function' ? (value as (a: object) => unknown)(args) : value;
}

function fieldResolver(
  world: World,
  types: readonly string[],
  field: string,
  isService: boolean,
): Resolve {
  const of = <T>(table: Readonly<Record<string, T>> = {}): T | undefined =>
    types.map((type) => table[`${type}.${field}`]).find((one) => one !== undefined);
  const compute = of(world.computed);
  const computeRequired = of(world.required);
  return (source, args) => {
    if (computeRequired) {
      const told = source['__told'] as Thing | undefined;
      if (isService && !told) throw new Error(`${field} was asked without what it requires.`);
      return computeRequired(told ?? source, args);
    }
    return compute ? compute(source, args) : source[field];
  };
}
