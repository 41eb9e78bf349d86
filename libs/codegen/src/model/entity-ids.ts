import { isNamedType, isNonNullType } from 'graphql';
import type { EntityModel, ServiceModel } from './service-model.js';

/** Entities of all services that have an id of their own: `id: ID!`, which is a key by itself. */
export function entitiesWithId(services: readonly ServiceModel[]): ReadonlySet<string> {
  return new Set(
    services.flatMap(({ entities }) => entities.filter(hasOwnId).map(({ name }) => name)),
  );
}

/** The TypeScript type of an entity's id: `OrderId`. */
export function idTypeName(entity: string): string {
  return `${entity}Id`;
}

/**
 * The entity whose id a field or argument of type ID holds: `id` of the entity itself, `orderId` and `orderIds`
 * anywhere. Undefined for any other id.
 */
export function entityNamedBy(
  field: string,
  holder: string | undefined,
  entities: ReadonlySet<string>,
): string | undefined {
  const word = field === 'id' ? holder : /^(.+?)Ids?$/.exec(field)?.[1];
  if (word === undefined) return undefined;
  const name = word.charAt(0).toUpperCase() + word.slice(1);
  return entities.has(name) ? name : undefined;
}

function hasOwnId({ keys, type }: EntityModel): boolean {
  const id = type.getFields().id?.type;
  return (
    keys.some((key) => key.length === 1 && key[0] === 'id') &&
    isNonNullType(id) &&
    isNamedType(id.ofType) &&
    id.ofType.name === 'ID'
  );
}
