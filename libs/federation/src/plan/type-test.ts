import { isAbstractType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** Whether a type is the other one, or one of its possible types. */
export type TypeTest = (name: string, condition: string) => boolean;

/** Answers from the whole supergraph: keys may run through types that clients do not see. */
export function typeTest(schema: GraphQLSchema): TypeTest {
  return (name, condition) => {
    if (name === condition) return true;
    const abstract = schema.getType(condition);
    const type = schema.getType(name);
    if (!isAbstractType(abstract) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return schema.isSubType(abstract, type);
  };
}
