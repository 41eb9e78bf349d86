import type { GraphQLInterfaceType, GraphQLObjectType } from 'graphql';
import type { FieldModel } from './service-model.js';

/** The fields of a type with the nodes that declare them. */
export function fieldModels(
  type: GraphQLObjectType | GraphQLInterfaceType | null | undefined,
): readonly FieldModel[] {
  return Object.values(type?.getFields() ?? {}).flatMap((field) =>
    field.astNode === undefined || field.astNode === null
      ? []
      : [{ name: field.name, field, node: field.astNode }],
  );
}
