import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/**
 * What is selected of a command's result when its author says nothing else: the scalars and enums of each type that it may be,
 * and the type's name. Of two types that have a field of the same name and another type, the first keeps it: one answer cannot
 * hold both.
 */
export function defaultSelection(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isLeafType(type)) return '';
  const members = isAbstractType(type)
    ? schema.getPossibleTypes(type)
    : isObjectType(type)
      ? [type]
      : [];
  const taken = new Map<string, string>();
  const parts = members.map((member) => {
    const names = Object.values(member.getFields())
      .filter(isPlain)
      .filter(({ name, type: of }) => {
        const first = taken.get(name) ?? String(of);
        taken.set(name, first);
        return first === String(of);
      })
      .map(({ name }) => name);
    return names.length === 0 ? '' : `... on ${member.name} { ${names.join(' ')} }`;
  });
  return `{ __typename ${parts.join(' ')} }`;
}

function isPlain({ type, args }: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(type)) && !args.some(isRequiredArgument);
}
