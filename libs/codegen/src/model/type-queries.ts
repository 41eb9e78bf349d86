import {
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import type { EntityModel, EventModel, ServiceModel } from './service-model.js';

/** The directives of that name on a type. */
export function directivesOf(type: GraphQLNamedType, name: string): readonly ConstDirectiveNode[] {
  return (type.astNode?.directives ?? []).filter((directive) => directive.name.value === name);
}

/** True for an object type with `@key`. */
export function isEntity(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && directivesOf(type, 'key').length > 0;
}

/** True for an object type marked `@event`. */
export function isEvent(type: GraphQLNamedType): type is GraphQLObjectType {
  return isObjectType(type) && directivesOf(type, 'event').length > 0;
}

/** True for an object type marked `@rejection`. */
export function isRejection(type: GraphQLNamedType): boolean {
  return directivesOf(type, 'rejection').length > 0;
}

/** The model of an entity; it exists for every type with `@key`. */
export function entityOf(service: ServiceModel, name: string): EntityModel {
  const found = service.entities.find((entity) => entity.name === name);
  if (found === undefined) throw new Error(`${service.name} has no entity ${name}.`);
  return found;
}

/** The model of an event; it exists for every type with `@event`. */
export function eventOf(service: ServiceModel, name: string): EventModel {
  const found = service.events.find((event) => event.name === name);
  if (found === undefined) throw new Error(`${service.name} has no event ${name}.`);
  return found;
}

/** The key fields by which records carry an entity. */
export function recordKey(entity: EntityModel): readonly string[] {
  return entity.keys[0] ?? [];
}

/** True for Query, Mutation and Subscription. */
export function isRoot(type: GraphQLNamedType): boolean {
  return type.name === 'Query' || type.name === 'Mutation' || type.name === 'Subscription';
}
