import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';

/** Where a walk through the types does not go on: it takes these fields of a type and no others. */
export type FieldsOf = (type: GraphQLNamedType) => readonly string[] | undefined;

/** All types that can be reached from `start`, those included. */
export function closure(
  schema: GraphQLSchema,
  start: Iterable<GraphQLType>,
  only: FieldsOf = () => undefined,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...start].map(getNamedType);
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (reached.has(type.name)) continue;
    reached.add(type.name);
    queue.push(...neighbours(schema, type, only(type)));
  }
  return reached;
}

function neighbours(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  only: readonly string[] | undefined,
): readonly GraphQLNamedType[] {
  if (isUnionType(type)) return type.getTypes();
  const near: GraphQLNamedType[] = [];
  if (isInputObjectType(type)) {
    near.push(...Object.values(type.getFields()).map((field) => getNamedType(field.type)));
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (only !== undefined && !only.includes(field.name)) continue;
      near.push(getNamedType(field.type));
      near.push(...field.args.map((argument) => getNamedType(argument.type)));
    }
    // A type cut down to some fields cannot keep the promises of its interfaces.
    if (only === undefined) near.push(...type.getInterfaces());
  }
  if (isAbstractType(type)) near.push(...schema.getPossibleTypes(type));
  return near;
}
