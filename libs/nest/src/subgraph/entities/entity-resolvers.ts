import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import type { Check } from '@metamorphosis/core';
import { refuse } from '../refuse.js';
import { referenceOf, type CompiledEntity } from './compiled-entity.js';
import { RequestLoaders, type Value } from './request-loaders.js';

/** Resolvers of one type, by field. */
export type FieldResolvers = Readonly<Record<string, GraphQLFieldResolver<Value, object>>>;

/**
 * How an entity's fields are answered: resolved fields by the author's method for all parents at
 * once; any other from the parent where it is there, else from what the author's `load` answers
 * for the parent's key. So a parent that holds a key only is as good as a whole one.
 */
export function entityFieldResolvers(
  entity: CompiledEntity,
  type: GraphQLObjectType,
  limits: Readonly<Record<string, Check>> = {},
): FieldResolvers {
  const resolvers: Record<string, GraphQLFieldResolver<Value, object>> = {};
  for (const field of Object.keys(type.getFields())) {
    if (entity.resolvedFields.has(field)) {
      const check = limits[`${entity.name}.${field}`];
      resolvers[field] = (parent, args: object, context) => {
        if (check) refuse(check(args));
        return RequestLoaders.of(context).field(entity, field, args, parent);
      };
    } else if (entity.load !== undefined) {
      resolvers[field] = loadedField(entity, field);
    }
  }
  return resolvers;
}

function loadedField(entity: CompiledEntity, field: string): GraphQLFieldResolver<Value, object> {
  return (parent, args, context, info) => {
    const own = parent[field];
    if (typeof own === 'function') return own.call(parent, args, context, info) as unknown;
    if (own !== undefined) return own;
    const loaders = RequestLoaders.of(context);
    // What `load` answered is all there is: what it lacks is null, not to be loaded again.
    if (loaders.typeOf(parent) !== undefined) return undefined;
    const reference = referenceOf(entity, parent);
    if (reference === undefined) return undefined;
    const found = loaders.entity(entity, reference);
    return found instanceof Promise ? found.then((value) => value?.[field]) : found?.[field];
  };
}
