import type { GraphQLFieldResolver, GraphQLObjectType } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { referenceOf, type CompiledEntity, type Reference } from './compiled-entity.js';
import { RequestLoaders, type Loaded } from './request-loaders.js';

type Value = Readonly<Record<string, unknown>>;
type Resolver = GraphQLFieldResolver<Value, object>;

/** How a subgraph answers for its entities. */
export interface EntityResolvers {
  /** Resolvers of the entities' own fields, by type and field. */
  readonly types: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
  /** Resolver of `Query._entities`. */
  readonly entities: GraphQLFieldResolver<unknown, object, { representations: readonly unknown[] }>;
  /** The `__typename` of a value that stands where any entity may stand. */
  readonly typeNameOf: (value: Value) => unknown;
  /** The loaders of the request that `context` belongs to. */
  readonly loadersOf: (context: object) => RequestLoaders;
}

/** Makes the resolvers of `entities`; `types` holds each one's type in the schema. */
export function entityResolvers(
  entities: readonly CompiledEntity[],
  types: ReadonlyMap<string, GraphQLObjectType>,
): EntityResolvers {
  const byName = new Map(entities.map((entity) => [entity.name, entity]));
  const loaded = new WeakMap<object, string>();
  const requests = new WeakMap<object, RequestLoaders>();
  const loadersOf = (context: object): RequestLoaders => {
    let loaders = requests.get(context);
    if (loaders === undefined) {
      loaders = new RequestLoaders(context, loaded);
      requests.set(context, loaders);
    }
    return loaders;
  };

  const represented = async (representation: unknown, context: object): Promise<Loaded | Error> => {
    const { entity, value } = recognise(byName, representation);
    const reference = representedReference(entity, value);
    if (entity.load === undefined) return { ...value, ...reference.key };
    const found = await loadersOf(context).entity(entity).load(reference);
    // `@requires`: the gateway sends other services' fields along with the key.
    const known = Object.keys(reference.key).length + 1;
    if (found === null || Object.keys(value).length <= known) return found;
    const merged = { ...value, ...found };
    loaded.set(merged, entity.name);
    return merged;
  };

  return {
    loadersOf,
    typeNameOf: (value) => loaded.get(value) ?? value['__typename'],
    types: Object.fromEntries(
      entities.map((entity) => [
        entity.name,
        fieldResolvers(entity, types.get(entity.name)?.getFields() ?? {}, loaded, loadersOf),
      ]),
    ),
    // Settled together, so that the answer is completed in one go; one bad key fails one place only.
    entities: (_root, { representations }, context) =>
      Promise.all(
        representations.map((one) =>
          represented(one, context).catch((error: unknown) =>
            error instanceof Error ? error : new Error(String(error)),
          ),
        ),
      ),
  };
}

function fieldResolvers(
  entity: CompiledEntity,
  fields: object,
  loaded: WeakMap<object, string>,
  loadersOf: (context: object) => RequestLoaders,
): Record<string, Resolver> {
  const resolvers: Record<string, Resolver> = {};
  for (const field of Object.keys(fields)) {
    if (entity.resolvedFields.has(field)) {
      resolvers[field] = (parent, args: object, context) =>
        loadersOf(context).field(entity, field, args).load(parent);
    } else if (entity.load !== undefined) {
      resolvers[field] = (parent, args, context, info) => {
        const own = parent[field];
        if (typeof own === 'function') return own.call(parent, args, context, info) as unknown;
        // What `load` answered is all there is: what it lacks is null, not to be loaded again.
        if (own !== undefined || loaded.has(parent)) return own;
        const reference = referenceOf(entity, parent);
        if (reference === undefined) return undefined;
        const found = loadersOf(context).entity(entity).load(reference);
        return found.then((value) => value?.[field]);
      };
    }
  }
  return resolvers;
}

function recognise(
  byName: ReadonlyMap<string, CompiledEntity>,
  representation: unknown,
): { entity: CompiledEntity; value: Value } {
  if (typeof representation !== 'object' || representation === null) {
    throw errors.BAD_REQUEST(['A representation in _entities is no object.']);
  }
  const value = representation as Value;
  const name = value['__typename'];
  const entity = typeof name === 'string' ? byName.get(name) : undefined;
  if (entity === undefined) {
    throw errors.BAD_REQUEST([
      `_entities was asked for __typename ${JSON.stringify(name)}; this subgraph answers for ${[...byName.keys()].join(', ')}.`,
    ]);
  }
  return { entity, value };
}

function representedReference(entity: CompiledEntity, value: Value): Reference {
  let reference: Reference | undefined;
  try {
    reference = referenceOf(entity, value);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw errors.BAD_REQUEST([`A representation of ${entity.name} in _entities: ${why}.`], {
      cause,
    });
  }
  if (reference !== undefined) return reference;
  const keys = entity.keys.map(({ fields }) => fields.map(({ name }) => name).join(' '));
  throw errors.BAD_REQUEST([
    `A representation of ${entity.name} in _entities has none of its keys: ${keys.join(', or ')}.`,
  ]);
}
