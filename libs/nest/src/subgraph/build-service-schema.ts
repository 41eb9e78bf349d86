import {
  addResolversToSchema,
  buildSubgraphSchema,
  type GraphQLResolverMap,
} from '@apollo/subgraph';
import { isObjectType, parse, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { errors } from '@metamorphosis/contract';
import type { CommandDefinition, ServiceDefinition } from '@metamorphosis/core';
import { commandMutations } from './commands/command-resolvers.js';
import {
  anyCommandQueries,
  cancelMutation,
  commandResultQuery,
} from './commands/update-resolvers.js';
import { compileEntity, type CompiledEntity } from './entities/compiled-entity.js';
import { entityFieldResolvers, type FieldResolvers } from './entities/entity-resolvers.js';
import { representationsOf } from './entities/representations.js';
import { RequestLoaders, type Value } from './entities/request-loaders.js';
import { upcastEventsQuery } from './events/upcast-events.js';
import { refuse } from './refuse.js';
import { scalarResolvers, type ScalarResolver } from './scalars.js';
import { methodOf, type ServiceParts } from './service-parts.js';

/**
 * A service's executable subgraph: the SDL of its definition, answered by the author's parts.
 * Throws CONFIGURATION_INVALID, naming all that is missing at once, when the parts do not fit the
 * definition, or no upcast reads an older form of an event that subscribers are shown.
 */
export function buildServiceSchema(
  definition: ServiceDefinition,
  parts: ServiceParts,
): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs: parse(definition.subgraphSdl) }]);
  const problems: string[] = [];
  const entities = serviceEntities(definition, parts, schema, problems);
  const resolvers = {
    ...scalarsOf(schema),
    ...entityTypes(definition, entities, schema),
    _Entity: {
      __resolveType: (value: Value, context: object) =>
        RequestLoaders.of(context).typeOf(value) ?? value['__typename'],
    },
    Query: {
      ...authorQueries(definition, parts, problems),
      ...commandQueries(definition, parts),
      _upcastEvents: upcastEventsQuery(definition, parts.upcasts),
      _entities: entitiesQuery(entities),
    },
    Mutation: mutations(definition, parts, problems),
  };
  if (problems.length > 0) {
    throw errors.CONFIGURATION_INVALID(
      [`Service ${definition.name} cannot serve its subgraph: ${problems.join('; ')}.`],
      { details: { problems } },
    );
  }
  // Fields that the SDL does not have are left out: `_entities` of a service without entities, for one.
  addResolversToSchema(schema, resolvers as unknown as GraphQLResolverMap);
  return schema;
}

/** Those scalars of the platform that the SDL has. */
function scalarsOf(schema: GraphQLSchema): Readonly<Record<string, ScalarResolver>> {
  const all = Object.entries(scalarResolvers());
  return Object.fromEntries(all.filter(([name]) => schema.getType(name) !== undefined));
}

function serviceEntities(
  definition: ServiceDefinition,
  parts: ServiceParts,
  schema: GraphQLSchema,
  problems: string[],
): ReadonlyMap<string, CompiledEntity> {
  const entities = new Map<string, CompiledEntity>();
  for (const entity of definition.entities) {
    const type = schema.getType(entity.name);
    if (!isObjectType(type)) problems.push(`entity ${entity.name} is no object type of the SDL`);
    else
      entities.set(entity.name, compileEntity(entity, type, parts.entities[entity.name], problems));
  }
  return entities;
}

function entityTypes(
  definition: ServiceDefinition,
  entities: ReadonlyMap<string, CompiledEntity>,
  schema: GraphQLSchema,
): Record<string, FieldResolvers> {
  const types: Record<string, FieldResolvers> = {};
  for (const entity of entities.values()) {
    const type = schema.getType(entity.name);
    if (isObjectType(type))
      types[entity.name] = entityFieldResolvers(entity, type, definition.limits);
  }
  return types;
}

function entitiesQuery(
  entities: ReadonlyMap<string, CompiledEntity>,
): GraphQLFieldResolver<unknown, object, { representations: readonly unknown[] }> {
  const answer = representationsOf(entities);
  return (_root, { representations }, context) => answer(representations, context);
}

function authorQueries(
  definition: ServiceDefinition,
  parts: ServiceParts,
  problems: string[],
): Record<string, unknown> {
  const resolvers: Record<string, unknown> = {};
  for (const name of definition.queries) {
    const method = methodOf(parts.queries, name);
    if (method === undefined) problems.push(`query ${name} has no method`);
    const limits = definition.limits?.[`Query.${name}`];
    resolvers[name] = (_root: unknown, args: unknown, context: unknown) => {
      if (limits) refuse(limits(args));
      return method?.(args, context);
    };
  }
  return resolvers;
}

function commandQueries(
  definition: ServiceDefinition,
  parts: ServiceParts,
): Record<string, unknown> {
  const results = definition.commands.map(
    (command) => [`${command.name}Result`, commandResultQuery(command, parts.sender)] as const,
  );
  return { ...Object.fromEntries(results), ...anyCommandQueries(definition.name, parts.sender) };
}

function mutations(
  definition: ServiceDefinition,
  parts: ServiceParts,
  problems: string[],
): Record<string, unknown> {
  const forget = (context: object): void => RequestLoaders.of(context).clear();
  const ofCommand = (command: CommandDefinition): object => {
    const handler = parts.commands[command.name];
    if (handler === undefined) {
      problems.push(`command ${command.name} has no handler`);
      return {};
    }
    return commandMutations(command, handler, parts.sender, forget);
  };
  return Object.assign(
    { _cancelCommand: cancelMutation(definition, parts) },
    ...definition.commands.map(ofCommand),
  ) as Record<string, unknown>;
}
