import { isTypeDefinitionNode, type GraphQLType, type TypeDefinitionNode } from 'graphql';
import type { EventModel, ServiceModel } from '../model/service-model.js';
import { entityOf, isEntity, recordKey } from '../model/type-queries.js';
import { closure } from './closure.js';

/** Names of the author's types that the HTTP subgraph needs. */
export function reachOfHttp(service: ServiceModel): ReadonlySet<string> {
  const { schema } = service;
  const roots: GraphQLType[] = service.entities
    .filter(({ resolvable }) => resolvable)
    .map(({ type }) => type);
  const query = schema.getQueryType();
  const mutation = schema.getMutationType();
  if (query !== null && query !== undefined) roots.push(query);
  if (mutation !== null && mutation !== undefined) roots.push(mutation);
  return closure(schema, roots);
}

/** Names of the author's types that the board's subgraph needs; entities stand there by their keys. */
export function reachOfBoard(service: ServiceModel): ReadonlySet<string> {
  const roots: GraphQLType[] = service.commands.map(({ field }) => field.type);
  for (const { field } of service.subscriptions) {
    roots.push(field.type, ...field.args.map(({ type }) => type));
  }
  return closure(service.schema, roots, (type) => cutTo(service, type));
}

/** The events of a service that its subscriptions show. */
export function shownEvents({ events, subscriptions }: ServiceModel): readonly EventModel[] {
  return events.filter(({ type }) =>
    subscriptions.some(({ to }) => to === type || type.getInterfaces().some((one) => one === to)),
  );
}

/** The author's types of these names, in the order of the file. */
export function typesOf(
  { document }: ServiceModel,
  names: ReadonlySet<string>,
): readonly TypeDefinitionNode[] {
  return document.definitions.filter(
    (definition): definition is TypeDefinitionNode =>
      isTypeDefinitionNode(definition) && names.has(definition.name.value),
  );
}

/** Names of the types that events of the service are made of. */
export function reachOfEvents(service: ServiceModel): ReadonlySet<string> {
  return closure(
    service.schema,
    service.events.map(({ type }) => type),
    (type) => cutTo(service, type),
  );
}

function cutTo(
  service: ServiceModel,
  type: Parameters<typeof isEntity>[0],
): readonly string[] | undefined {
  return isEntity(type) ? recordKey(entityOf(service, type.name)) : undefined;
}
