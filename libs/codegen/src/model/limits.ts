import {
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';

/** What a field or an argument must keep, as `@constraint` says; those rules alone that are written. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly exclusiveMin?: number;
  readonly exclusiveMax?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Rules by what they look at. */
export const NUMBER_RULES = ['min', 'max', 'exclusiveMin', 'exclusiveMax', 'multipleOf'] as const;
export const TEXT_RULES = ['minLength', 'maxLength', 'pattern', 'format'] as const;
export const LIST_RULES = ['minItems', 'maxItems'] as const;

type Limited = GraphQLArgument | GraphQLInputField;

/** The limits of an argument or a field of an input; none where they are no values, which is reported. */
export function limitsOf(schema: GraphQLSchema, { astNode }: Limited): Limits {
  const definition = schema.getDirective('constraint');
  if (astNode == null || definition == null) return {};
  try {
    const values = getDirectiveValues(definition, astNode) ?? {};
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return {};
  }
}

/** Whether anything within values of these types is limited, by `@constraint` or by `@oneOf`. */
export function hasLimits(schema: GraphQLSchema, fields: readonly Limited[]): boolean {
  const seen = new Set<GraphQLInputObjectType>();
  const limited = (field: Limited): boolean => {
    if (Object.keys(limitsOf(schema, field)).length > 0) return true;
    const type = getNamedType(field.type);
    if (!isInputObjectType(type) || seen.has(type)) return false;
    seen.add(type);
    return type.isOneOf || Object.values(type.getFields()).some(limited);
  };
  return fields.some(limited);
}

/** What a type is when each of its lists is opened. */
export function itemType(type: GraphQLType): GraphQLNamedType {
  return getNamedType(type);
}

/** Whether a value of the type is a list. */
export function isListed(type: GraphQLType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
