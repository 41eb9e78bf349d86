declare const entity: unique symbol;

/**
 * An id of an entity: text that the compiler keeps apart from the ids of other entities. Any string is taken for one, so
 * that rows, new ids, tests and JSON need no cast; what is known to be the id of another entity is not. There is
 * nothing of it at run time. The ids of one entity are the same type in all services.
 */
export type IdOf<Entity extends string> = string & { readonly [entity]?: Entity };
