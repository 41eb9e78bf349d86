import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** How deep objects in a result are looked into. */
const DEPTH = 3;

/**
 * What to select of a type when nobody says: all its scalars, and those of the objects in it; of lists of pages and
 * fields that need arguments nothing. Empty for a scalar.
 */
export function selectionOf(schema: GraphQLSchema, type: GraphQLOutputType): string {
  return select(schema, getNamedType(type), DEPTH, []);
}

function select(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  depth: number,
  around: readonly string[],
): string {
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) {
    const members = schema.getPossibleTypes(type).map((member) => {
      const inner = fieldsOf(schema, member, depth, around);
      return inner === '' ? '' : `... on ${member.name} { ${inner} }`;
    });
    return `{ __typename ${members.filter((part) => part !== '').join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const inner = fieldsOf(schema, type, depth, around);
  return `{ ${inner === '' ? '__typename' : inner} }`;
}

function fieldsOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  depth: number,
  around: readonly string[],
): string {
  const inside = [...around, type.name];
  return Object.values(type.getFields())
    .filter(({ args }) => !args.some(isRequiredArgument))
    .map((field) => {
      const named = getNamedType(field.type);
      if (isLeafType(named)) return field.name;
      // Pages are asked for on purpose, and what holds itself has no end.
      const isPage = isObjectType(named) && named.getFields()['pageInfo'] !== undefined;
      if (depth <= 1 || isPage || inside.includes(named.name)) return '';
      const inner = select(schema, named, depth - 1, inside);
      return inner === '{ __typename }' ? '' : `${field.name} ${inner}`;
    })
    .filter((part) => part !== '')
    .join(' ');
}
